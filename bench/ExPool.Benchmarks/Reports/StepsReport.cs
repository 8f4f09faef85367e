using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using ExPool.Benchmarks.Steps;

namespace ExPool.Benchmarks.Reports;

/// <summary>What <c>steps</c> found out: its table, its page and its document.</summary>
/// <param name="Machine">Where was measured.</param>
/// <param name="Command">How the run was started.</param>
/// <param name="Date">When it began.</param>
/// <param name="Rounds">Samples of each step.</param>
/// <param name="Results">The steps.</param>
internal sealed record StepsReport(
    MachineDescription Machine, string Command, DateTimeOffset Date, int Rounds, IReadOnlyList<StepResult> Results)
    : IResultReport
{
    /// <summary>The steps and the differences, one row each.</summary>
    public CellTable ToTable()
    {
        CellTable table = new("step: one operation", "ns");
        foreach (StepResult result in Results)
        {
            table.Add($"`{result.Name}`: {result.Operation}", NumberText.Of(result.Nanoseconds));
        }

        foreach (StepDifference difference in StepBook.Differences)
        {
            table.Add(
                $"`{difference.More}` - `{difference.Less}`: {difference.Meaning}",
                NumberText.Of(StepsRun.Of(Results, difference)));
        }

        return table;
    }

    /// <summary>Writes what stands between the markers of docs/internals/life-of-an-allocation.md.</summary>
    /// <param name="output">Where to.</param>
    public void WriteMarkdown(Stream output)
    {
        using StreamWriter writer = new(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"{Date:yyyy-MM-dd}, `{Command}`, {Machine.Cpu}, {Machine.Cores} cores, {Machine.Runtime}, "
            + $"load at the start {Machine.Load ?? "-"}. Medians of {Rounds} rounds by turns.");
        writer.WriteLine();
        ToTable().WriteMarkdown(writer);
    }

    /// <summary>Writes the document.</summary>
    /// <param name="output">Where to.</param>
    public void WriteJson(Stream output)
    {
        using Utf8JsonWriter json = new(output, MachineJson.Options);
        json.WriteStartObject();
        MachineJson.Write(json, Machine);
        json.WriteString("command", Command);
        json.WriteString("date", MachineJson.Text(Date));
        json.WriteNumber("rounds", Rounds);
        json.WriteStartArray("steps");
        foreach (StepResult result in Results)
        {
            json.WriteStartObject();
            json.WriteString("name", result.Name);
            json.WriteString("operation", result.Operation);
            json.WriteNumber("nanoseconds", Math.Round(result.Nanoseconds, 4));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
