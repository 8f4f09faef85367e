using System.Collections.Generic;
using System.IO;
using ExPool.Benchmarks.Memory;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.Measuring;

/// <summary>Measures the chosen rows: first those of time, in this process; then memory, each contestant in a
/// process of its own.</summary>
/// <param name="peers">The contestants.</param>
/// <param name="plan">How long and how often.</param>
/// <param name="progress">Where it says what it is doing.</param>
internal sealed class Comparison(PeerBook peers, MeasurePlan plan, TextWriter progress)
{
    /// <summary>Measures.</summary>
    /// <param name="rows">The rows.</param>
    public List<RowResult> Run(IReadOnlyList<Row> rows)
    {
        List<RowResult> results = [];
        List<Row> memory = [];
        Rehearsal.Run(rows, peers, progress);
        for (int index = 0; index < rows.Count; index++)
        {
            Row row = rows[index];
            if (row.OfMemory is not null)
            {
                memory.Add(row);
                continue;
            }

            progress.WriteLine($"[{index + 1}/{rows.Count}] {row.Id}");
            results.Add(RowMeasurement.Run(row, peers.Of(row), plan));
        }

        if (memory.Count > 0)
        {
            AddMemory(results, memory);
        }

        return results;
    }

    private void AddMemory(List<RowResult> results, List<Row> rows)
    {
        const int Blocks = 1_000_000;
        progress.WriteLine(
            $"memory: a process for each contestant, {2 * plan.Idle.TotalSeconds:0} s of it idle");
        Dictionary<string, MemoryFigures> figures =
            MemoryChildren.Measure(peers.Of(rows[0]), new MemoryPlan(Blocks, plan.Idle));
        foreach (Row row in rows)
        {
            Dictionary<string, double> values = [];
            foreach ((string name, MemoryFigures figure) in figures)
            {
                values[name] = row.OfMemory!(figure);
            }

            string? note = row.Idles ? $"after {plan.Idle.TotalSeconds:0} s" : null;
            results.Add(new RowResult(row, values) { Note = note });
        }
    }
}
