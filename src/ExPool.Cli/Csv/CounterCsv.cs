using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using ExPool.Cli.Counters;

namespace ExPool.Cli.Csv;

/// <summary>Counters as PDH-CSV: the form that typeperf and relog write and Performance Monitor reads.</summary>
/// <remarks>Every field is quoted; the first column is the time in UTC, and a value that is not known is a blank
/// (docs/reference/counters.md).</remarks>
internal static class CounterCsv
{
    private const string LineEnd = "\r\n";

    /// <summary>Writes a look, after a heading when it is the first.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="counters">Which counters.</param>
    /// <param name="now">This look.</param>
    /// <param name="before">The one before; <see langword="null"/> at the first.</param>
    public static void Write(
        TextWriter output, IReadOnlyList<MemoryCounter> counters, CounterSample now, CounterSample? before)
    {
        if (before is null)
        {
            output.Write("\"(PDH-CSV 4.0) (UTC)(0)\"");
            foreach (MemoryCounter counter in counters)
            {
                output.Write($",\"{counter.PathOn(now.Pools.Origin.PoolName)}\"");
            }

            output.Write(LineEnd);
        }

        output.Write($"\"{Time(now.Pools.CapturedAt)}\"");
        foreach (MemoryCounter counter in counters)
        {
            string value = counter.Value(now, before) is { } known
                ? known.ToString("0.###############", CultureInfo.InvariantCulture)
                : " ";
            output.Write($",\"{value}\"");
        }

        output.Write(LineEnd);
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("MM'/'dd'/'yyyy HH':'mm':'ss'.'fff", CultureInfo.InvariantCulture);
}
