using System;
using System.Collections.Generic;
using ExPool.Cli.CommandLine;
using ExPool.Model;

namespace ExPool.Cli.Screens;

/// <summary>Draws the conditions of memory in \KernelObjects: which are set, since when, and what decides.</summary>
internal static class ConditionScreen
{
    /// <summary>The lines; none where the release has no conditions.</summary>
    /// <param name="conditions">The conditions.</param>
    public static IEnumerable<string> Lines(IReadOnlyCollection<MemoryCondition> conditions)
    {
        if (conditions.Count == 0)
        {
            yield break;
        }

        List<string[]> rows = [[@"\KernelObjects", "State", "Threshold", "Set at", "Reset at", "Times set"]];
        foreach (MemoryCondition condition in conditions)
        {
            rows.Add(
            [
                condition.Name,
                condition.IsSet ? "set" : "not set",
                MemorySize.Format(condition.ThresholdByteCount),
                Time(condition.SetAt),
                Time(condition.ResetAt),
                $"{condition.SetCount}",
            ]);
        }

        foreach (string line in TextTable.Lines(rows, leftColumns: 2))
        {
            yield return line;
        }
    }

    /// <summary>A change in a line.</summary>
    /// <param name="condition">The condition.</param>
    public static string Line(MemoryCondition condition) =>
        $@"\KernelObjects\{condition.Name} is {(condition.IsSet ? "set" : "reset")}: the threshold is "
        + MemorySize.Format(condition.ThresholdByteCount);

    private static string Time(TimeSpan? time) =>
        time is { } known ? DurationText.Format(TimeSpan.FromSeconds(Math.Round(known.TotalSeconds, 3))) : "-";
}
