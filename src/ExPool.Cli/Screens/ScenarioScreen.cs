using System;
using System.Collections.Generic;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Scenarios;

namespace ExPool.Cli.Screens;

/// <summary>Draws a scenario: its lines as they stand, with the time and with what came of them.</summary>
internal static class ScenarioScreen
{
    private const int TimeWidth = 9;
    private const int TextColumn = TimeWidth + 6;

    /// <summary>The lines.</summary>
    /// <param name="result">What came of it.</param>
    public static IEnumerable<ScreenLine> Lines(ScenarioResult result)
    {
        foreach (ScenarioAnswer answer in result.Answers)
        {
            yield return answer.Line.Words.Count == 0
                ? new(answer.Line.Text, LineStyle.Heading)
                : new($"{Time(answer.Time),TimeWidth}  {answer.Line.Text}");
            foreach (string text in answer.Texts)
            {
                yield return new(
                    new string(' ', TextColumn) + text,
                    answer.Holds is false ? LineStyle.Alarm : LineStyle.Plain);
            }
        }

        yield return new("");
        yield return new(result.Verdict, result.FailedCount > 0 ? LineStyle.Alarm : LineStyle.Heading);
    }

    private static string Time(TimeSpan time) =>
        DurationText.Format(TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds)));
}
