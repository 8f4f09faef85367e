using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.Booting;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Leaking;

namespace ExPool.Cli.Screens;

/// <summary>Says what a leak reached, what ended it, and that everything is freed.</summary>
internal static class LeakScreen
{
    private const int MostEvents = 40;

    /// <summary>The lines.</summary>
    /// <param name="options">What was to be leaked.</param>
    /// <param name="outcome">What was reached.</param>
    public static IEnumerable<string> Lines(LeakOptions options, LeakOutcome outcome)
    {
        int shown = Math.Min(MostEvents, outcome.Events.Count);
        for (int index = 0; index < shown; index++)
        {
            BootEvent found = outcome.Events[index];
            string time = DurationText.Format(TimeSpan.FromSeconds(Math.Round(found.Time.TotalSeconds, 3)));
            yield return $"  {time,9}  {found.Text}";
        }

        if (shown < outcome.Events.Count)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  ... and {outcome.Events.Count - shown} more");
        }

        if (outcome.SavedAs is { } path)
        {
            yield return $"saved with its leak: model:{path}";
        }

        yield return $"{JsonDocumentWriter.NameOf(options.Kind)} pool in use: "
            + $"{MemorySize.Format(outcome.BytesBefore)} before, {MemorySize.Format(outcome.BytesAtEnd)} at the end, "
            + $"{MemorySize.Format(outcome.BytesAfter)} after";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"leaked {ByteSize.Format(outcome.ByteCount)} in {outcome.BlockCount} blocks in "
            + $"{outcome.Time.TotalSeconds:0.0} s: {End(outcome)}; {Freed(outcome)}");
    }

    private static string End(LeakOutcome outcome) => outcome.End switch
    {
        LeakEnd.Exhausted when outcome.LimitedBy is { } bound => $"the pool was exhausted by {BoundText.Format(bound)}",
        LeakEnd.Exhausted => "the pool was exhausted",
        LeakEnd.Limit => "the limit was reached",
        LeakEnd.MachineStopped when outcome.Stop is { } stop => $"the machine stopped with 0x{(uint)stop.Code:X}",
        LeakEnd.MachineStopped => "the machine stopped",
        _ => "stopped",
    };

    private static string Freed(LeakOutcome outcome) =>
        outcome.BytesAfter is null ? "nothing could be freed" : "everything is freed";
}
