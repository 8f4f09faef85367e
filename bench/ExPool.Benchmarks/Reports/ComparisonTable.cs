using System.Collections.Generic;
using System.IO;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.Reports;

/// <summary>The comparison as a table, with the ratios and the goals.</summary>
internal static class ComparisonTable
{
    /// <summary>What a reader needs to know about the columns.</summary>
    public const string Legend =
        "ns per operation or a ratio, medians; in brackets the same call with SuppressGCTransition; :NM and :best "
        + "are ours divided by NativeMemory and by the best of mimalloc, jemalloc and tcmalloc called plainly; "
        + "harness is the loop alone and is not subtracted";

    private static readonly string[] s_peers =
        ["NativeMemory", "mimalloc", "jemalloc", "tcmalloc", "ArrayPool", "harness"];

    /// <summary>Makes the table.</summary>
    /// <param name="results">What was measured.</param>
    public static CellTable Of(IReadOnlyList<RowResult> results)
    {
        CellTable table = new(["work", "unit", "ours", .. s_peers, ":NM", ":best", "goal", "holds"]);
        foreach (RowResult result in results)
        {
            string work = result.Note is null ? result.Row.Id : $"{result.Row.Id}, {result.Note}";
            List<string> cells = [work, result.Row.Unit, NumberText.Of(result[PeerBook.OursName])];
            foreach (string peer in s_peers)
            {
                string cell = NumberText.Of(result[peer]);
                cells.Add(result[peer + PeerBook.SuppressSuffix] is { } suppressed
                    ? $"{cell} ({NumberText.Of(suppressed)})"
                    : cell);
            }

            cells.Add(NumberText.Ratio(result.Ratio(GoalReference.NativeMemory)));
            cells.Add(NumberText.Ratio(result.Ratio(GoalReference.BestNative)));
            cells.Add(GoalText(result.Row.Goal));
            cells.Add(result.Holds switch { true => "yes", false => "NO", null => "-" });
            table.Add([.. cells]);
        }

        return table;
    }

    /// <summary>The intervals of a paired run, ours divided by each peer; <see langword="null"/> when there are
    /// none.</summary>
    /// <param name="results">What was measured.</param>
    public static CellTable? IntervalsOf(IReadOnlyList<RowResult> results)
    {
        CellTable table = new("ours : peer", "median", "95 % from", "to");
        bool isEmpty = true;
        foreach (RowResult result in results)
        {
            foreach ((string peer, PairedRatio ratio) in result.Ratios)
            {
                isEmpty = false;
                table.Add(
                    $"{result.Row.Id} : {peer}",
                    Precise(ratio.Median),
                    Precise(ratio.Interval.Low),
                    Precise(ratio.Interval.High));
            }
        }

        return isEmpty ? null : table;

        static string Precise(double value) =>
            value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How many goals hold, one line.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="output">Where to.</param>
    public static void WriteSummary(IReadOnlyList<RowResult> results, TextWriter output)
    {
        int holding = 0;
        List<string> failing = [];
        foreach (RowResult result in results)
        {
            if (result.Holds == true)
            {
                holding++;
            }
            else if (result.Holds == false)
            {
                failing.Add(result.Row.Id);
            }
        }

        string missed = failing.Count == 0 ? "" : $"; missed: {string.Join(", ", failing)}";
        output.WriteLine($"goals: {holding} of {holding + failing.Count} hold{missed}");
    }

    private static string GoalText(Goal? goal)
    {
        if (goal is null)
        {
            return "-";
        }

        List<string> parts = [];
        foreach (GoalPart part in goal.Parts)
        {
            string limit = NumberText.Ratio(part.Limit);
            parts.Add(part.Reference switch
            {
                GoalReference.None => $">={limit}",
                GoalReference.NativeMemory => $"NM<={limit}",
                GoalReference.Mimalloc => $"mi<={limit}",
                _ => $"best<={limit}",
            });
        }

        return string.Join(' ', parts);
    }
}
