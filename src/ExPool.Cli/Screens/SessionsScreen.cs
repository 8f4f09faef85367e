using System.Collections.Generic;
using ExPool.Model.Reports;
using ExPool.Snapshots;
using static ExPool.Cli.Screens.NumberText;

namespace ExPool.Cli.Screens;

/// <summary>Draws what sessions have: a row for each, then the tags of each one's pool.</summary>
internal static class SessionsScreen
{
    /// <summary>The lines.</summary>
    /// <param name="report">The sessions.</param>
    public static IEnumerable<string> Lines(SessionsReport report)
    {
        yield return $"Session pool: at most {Text(report.PoolLimitBytes)} bytes for each session"
            + (report.HasOwnPool ? "" : "; this Windows has none of its own");
        yield return $"Views: at most {Text(report.ViewLimitBytes)} bytes for each session";
        yield return "";
        if (report.Sessions.IsEmpty)
        {
            yield return "There is no session.";
            yield break;
        }

        List<string[]> rows =
        [
            ["Session", "Pool used", "Peak", "Requested", "Views used", "Desktops", "Windows", "Refused"],
        ];
        foreach (SessionReport session in report.Sessions)
        {
            rows.Add(
            [
                Text(session.Id),
                Text(session.PoolUsedBytes),
                Text(session.PoolPeakBytes),
                Text(session.RequestedBytes),
                Text(session.ViewUsedBytes),
                Text(session.Desktops),
                Text(session.Windows),
                Text(session.Refused),
            ]);
        }

        foreach (string line in TextTable.Lines(rows))
        {
            yield return line;
        }

        foreach (SessionReport session in report.Sessions)
        {
            foreach (string line in TagLines(session))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> TagLines(SessionReport session)
    {
        if (session.Tags.IsEmpty)
        {
            yield break;
        }

        yield return "";
        List<string[]> rows = [[$"Tag of session {Text(session.Id)}", "Allocs", "Frees", "Diff", "Bytes"]];
        foreach (TagUsage tag in session.Tags)
        {
            rows.Add(
            [
                tag.Tag.ToString(),
                Text(tag.Paged.Allocations),
                Text(tag.Paged.Frees),
                Text(tag.Paged.Outstanding),
                Text(tag.Paged.BytesInUse),
            ]);
        }

        foreach (string line in TextTable.Lines(rows))
        {
            yield return line;
        }
    }
}
