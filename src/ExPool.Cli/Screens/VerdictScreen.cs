using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Demo;
using ExPool.Cli.Json;
using ExPool.Inspection.Analysis;

namespace ExPool.Cli.Screens;

/// <summary>Says which tag leaks, how fast, since where, and what to do next.</summary>
internal static class VerdictScreen
{
    private const int PictureWidth = 48;

    /// <summary>The lines.</summary>
    /// <param name="result">What was found.</param>
    public static IEnumerable<ScreenLine> Lines(DemoResult result)
    {
        LeakReport report = result.Report;
        string watched = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.SnapshotCount} snapshots in {report.Observed.TotalSeconds:0.0} s");
        yield return new("");
        if (report.Leaks.IsEmpty)
        {
            yield return new($"No leak found: {watched}.", LineStyle.Heading);
            foreach (TagTrend trend in report.Trends)
            {
                yield return new($"  {trend.Tag} {PoolmonScreen.TypeName(trend.Kind),-5} {Words(trend.Shape),-36} "
                    + Sparkline.Draw(result.History.Of(trend.Tag, trend.Kind), PictureWidth));
            }
        }

        foreach (LeakVerdict leak in report.Leaks)
        {
            foreach (ScreenLine line in Leak(leak, result.History, watched))
            {
                yield return line;
            }
        }

        yield return new(Planted(result));
        if (!report.Leaks.IsEmpty)
        {
            foreach (string line in Advice(report.Leaks[0]))
            {
                yield return new(line);
            }
        }
    }

    private static IEnumerable<ScreenLine> Leak(LeakVerdict leak, DemoHistory history, string watched)
    {
        IReadOnlyList<ulong> bytes = history.Of(leak.Tag, leak.Kind);
        yield return new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"LEAK: tag {leak.Tag} in {JsonDocumentWriter.NameOf(leak.Kind)} pool grows by "
                + $"{ByteSize.Format(leak.BytesPerSecond)}/s ({leak.BlocksPerSecond:0} blocks/s), "
                + $"confidence {leak.Confidence * 100:0} %"),
            LineStyle.Alarm);
        yield return new($"  first call site  {leak.CallSite ?? "-"}");
        if (bytes.Count > 0)
        {
            yield return new($"  growth           {Sparkline.Draw(bytes, PictureWidth)} "
                + $"{ByteSize.Format(bytes[0])} to {ByteSize.Format(bytes[^1])}, {watched}");
        }

        yield return new($"  why              {leak.Reason}");
        if (leak.TimeToExhaustion is { } time)
        {
            yield return new($"  the pool lasts   {ListScreen.Duration(time)} at this rate");
        }
    }

    private static IEnumerable<string> Advice(LeakVerdict leak)
    {
        yield return "What to do next, in a process of your own:";
        yield return $"  expool mon PID --sort b              is {leak.Tag} still growing when the load stops?";
        yield return $"  expool poolfind PID '{leak.Tag}'           where its blocks lie; "
            + "expool pool PID ADDRESS shows their neighbours";
        yield return $"  look at who frees what {Method(leak.CallSite)} allocates: "
            + "a path that returns early, an error, a cache without limit";
    }

    private static string Method(string? callSite) =>
        callSite is null ? "the first call site" : callSite.Split(['\n', '<', '('], 2)[0].Trim();

    private static string Planted(DemoResult result)
    {
        if (result.Planted is not { } planted)
        {
            return result.Report.Leaks.IsEmpty
                ? "The worker says: nothing was planted. The verdict is right."
                : "The worker says: nothing was planted. The verdict is wrong.";
        }

        bool isRight = result.Report.Leaks.Length > 0 && result.Report.Leaks[0].Tag == planted.Tag;
        return $"The worker says: seed {result.Plan.Seed} planted {planted.Tag}, blocks of "
            + $"{planted.BlockByteCount} bytes at {ByteSize.Format(planted.BytesPerSecond)}/s. "
            + $"The verdict is {(isRight ? "right" : "wrong")}.";
    }

    private static string Words(TrendShape shape) => shape switch
    {
        TrendShape.Steady => "steady",
        TrendShape.Plateau => "grew, then stayed: a cache that filled",
        TrendShape.Fluctuating => "comes and goes",
        TrendShape.Shrinking => "goes down",
        TrendShape.Growing => "grew at the end, too little to judge",
        TrendShape.Leaking => "leaks",
        _ => "seen too short",
    };
}
