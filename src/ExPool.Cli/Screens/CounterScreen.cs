using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Counters;

namespace ExPool.Cli.Screens;

/// <summary>Draws counters: a name and a value a line; what is not known shows as -.</summary>
internal static class CounterScreen
{
    /// <summary>The lines.</summary>
    /// <param name="counters">Which counters.</param>
    /// <param name="now">This look.</param>
    /// <param name="before">The one before; <see langword="null"/> at the first.</param>
    /// <param name="isExplained">Says what they mean.</param>
    public static IEnumerable<string> Lines(
        IReadOnlyList<MemoryCounter> counters, CounterSample now, CounterSample? before, bool isExplained)
    {
        string time = DurationText.Format(TimeSpan.FromSeconds(Math.Round(now.Memory.Time.TotalSeconds, 3)));
        List<string[]> rows = [[$"\\\\{now.Pools.Origin.PoolName}\\Memory at {time}", ""]];
        foreach (MemoryCounter counter in counters)
        {
            rows.Add([counter.Name, Text(counter.Value(now, before))]);
        }

        foreach (string line in TextTable.Lines(rows))
        {
            yield return line;
        }

        foreach (MemoryCounter counter in isExplained ? counters : [])
        {
            CounterFact fact = CounterFact.Of(counter);
            yield return counter.Explanation;
            yield return $"Unit: {fact.Unit}. Type: {counter.TypeName}, {counter.Kind switch
            {
                CounterKind.Rate => "per second, between two looks: --every",
                CounterKind.Fraction => "a share",
                _ => "a value of now",
            }}.";
            yield return counter.IsOfWindows ? $"In Windows: {fact.Field}." : "Windows has no such counter.";
        }

        yield return "";
    }

    private static string Text(double? value) =>
        value is { } known ? known.ToString("0.###", CultureInfo.InvariantCulture) : "-";
}
