using System.IO;
using System.Text;

namespace ExPool.Benchmarks.Reports;

/// <summary>The page of <c>compare --markdown</c>, as it is kept under bench/results.</summary>
internal static class ComparisonMarkdown
{
    /// <summary>Writes the page.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">What a run found out.</param>
    public static void Write(Stream output, ComparisonReport report)
    {
        using StreamWriter writer = new(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        MachineDescription machine = report.Machine;
        writer.WriteLine($"# Comparison, {machine.Cpu}");
        writer.WriteLine();
        writer.WriteLine($"{report.Date:yyyy-MM-dd}, `{report.Command}`. {machine.Cores} cores, {machine.Kernel}, "
            + $"{machine.Runtime}, glibc {machine.Glibc ?? "-"}, load at the start {machine.Load ?? "-"}.");
        foreach ((string peer, string? version) in machine.Peers)
        {
            writer.WriteLine($"* {peer}: {version ?? "version unknown"}");
        }

        foreach (Rows.MissingPeer missing in report.Missing)
        {
            writer.WriteLine($"* {missing.Name}: not installed");
        }

        writer.WriteLine();
        writer.WriteLine($"{ComparisonTable.Legend}. What the rows are: [bench/README.md](../../README.md).");
        writer.WriteLine();
        ComparisonTable.Of(report.Results).WriteMarkdown(writer);
        writer.WriteLine();
        ComparisonTable.WriteSummary(report.Results, writer);
        if (ComparisonTable.IntervalsOf(report.Results) is { } intervals)
        {
            writer.WriteLine();
            intervals.WriteMarkdown(writer);
        }
    }
}
