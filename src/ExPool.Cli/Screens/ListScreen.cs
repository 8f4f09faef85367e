using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Inspection.Live;

namespace ExPool.Cli.Screens;

/// <summary>Draws the processes that have pools.</summary>
internal static class ListScreen
{
    /// <summary>The lines, heading first.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="now">The time that "Up" is counted to.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<PoolProcess> processes, DateTimeOffset now)
    {
        int nameWidth = "Pools".Length;
        foreach (PoolProcess process in processes)
        {
            nameWidth = Math.Max(nameWidth, process.PoolName.Length);
        }

        yield return $"{"Pid",10}  {"Pools".PadRight(nameWidth)}  {"Up",10}  Command";
        foreach (PoolProcess process in processes)
        {
            string up = process.StartedAt is { } start ? Duration(now - start) : "-";
            string problem = process.Problem is null ? "" : $"  ({process.Problem})";
            string name = process.PoolName.PadRight(nameWidth);
            yield return $"{process.ProcessId,10}  {name}  {up,10}  {process.Command}{problem}";
        }
    }

    /// <summary>A time for people: 12s, 3m 20s, 5h 7m, 2d 3h.</summary>
    /// <param name="time">The time; less than nothing counts as nothing.</param>
    public static string Duration(TimeSpan time)
    {
        TimeSpan value = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return value.TotalMinutes < 1 ? string.Create(CultureInfo.InvariantCulture, $"{value.Seconds}s")
            : value.TotalHours < 1 ? string.Create(CultureInfo.InvariantCulture, $"{value.Minutes}m {value.Seconds}s")
            : value.TotalDays < 1 ? string.Create(CultureInfo.InvariantCulture, $"{value.Hours}h {value.Minutes}m")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)value.TotalDays}d {value.Hours}h");
    }
}
