using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.CommandLine;
using ExPool.Ke;
using ExPool.Model;

namespace ExPool.Cli.Screens;

/// <summary>Draws a machine's event log, as Event Viewer lists it: time, type, source, number, text.</summary>
internal static class EventScreen
{
    /// <summary>The lines.</summary>
    /// <param name="report">The event log.</param>
    public static IEnumerable<string> Lines(EventLogReport report)
    {
        if (report.Entries.Count == 0)
        {
            yield return "The event log is empty.";
            yield break;
        }

        List<string[]> rows = [["Time", "Type", "Source", "Event", "Status", "Text"]];
        foreach (EventLogEntry entry in report.Entries)
        {
            rows.Add(
            [
                DurationText.Format(TimeSpan.FromSeconds(Math.Round(entry.Time.TotalSeconds, 3))),
                entry.Severity.ToString(),
                entry.Source,
                entry.Id.ToString(CultureInfo.InvariantCulture),
                entry.Status == NtStatus.Success ? "-" : $"{(uint)entry.Status:x8}",
                entry.Text,
            ]);
        }

        foreach (string line in TextTable.Lines(rows, leftColumns: 6))
        {
            yield return line;
        }

        if (report.OverwrittenCount > 0)
        {
            yield return $"... after {report.OverwrittenCount.ToString(CultureInfo.InvariantCulture)} older entries, "
                + "which had to make room";
        }
    }

    /// <summary>An entry in a line.</summary>
    /// <param name="entry">The entry.</param>
    public static string Line(EventLogEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"event log: {entry.Source} {entry.Id} {entry.Severity}: {entry.Text}");
}
