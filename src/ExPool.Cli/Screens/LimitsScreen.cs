using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.CommandLine;
using ExPool.Model.Profiles;
using ExPool.Model.Reports;

namespace ExPool.Cli.Screens;

/// <summary>Draws the limits of one machine, and the summary tables of all versions.</summary>
internal static class LimitsScreen
{
    private const int VersionWidth = 34;   // wider names are broken at a comma
    private const int CellWidth = 36;

    /// <summary>The lines of one machine.</summary>
    /// <param name="profile">The Windows version.</param>
    /// <param name="ram">RAM in bytes.</param>
    /// <param name="switches">How it is started.</param>
    /// <param name="limits">What was computed.</param>
    /// <param name="reach">What a machine that was booted can reach; <see langword="null"/> when none was.</param>
    /// <param name="explains">With each limit its rule and source, and then the regions.</param>
    public static IEnumerable<string> Lines(
        WindowsProfile profile,
        ulong ram,
        MachineSwitches switches,
        MachineLimits limits,
        ReachReport? reach,
        bool explains)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{profile}, build {profile.Build}: {MemorySize.Format(ram)} RAM, "
            + $"{MemorySize.Format(limits.UsablePhysicalByteCount)} usable; rules '{switches.Rules}'");
        yield return "";
        foreach ((string name, LimitValue value) in Rows(limits))
        {
            string mark = value.IsReading ? "  a reading" : "";
            yield return $"{name,-30}{MemorySize.Format(value.ByteCount),12}{Cell(value.ByteCount),20} bytes{mark}";
            if (explains)
            {
                yield return $"    {value.Rule}";
                yield return $"    rules '{value.RuleSet}'; source {value.Source}";
            }
        }

        foreach (string line in reach is null ? [] : ReachScreen.Lines(reach, explains))
        {
            yield return line;
        }

        if (explains)
        {
            foreach (string line in Regions(limits))
            {
                yield return line;
            }
        }

        foreach (string note in limits.Notes)
        {
            yield return $"note: {note}";
        }
    }

    /// <summary>The lines of a summary table.</summary>
    /// <param name="table">The table.</param>
    public static IEnumerable<string> Table(LimitsTable table)
    {
        yield return table.Title;
        yield return $"{"",-VersionWidth}{"32-bit",-CellWidth}64-bit";
        foreach (LimitsTableRow row in table.Rows)
        {
            List<string> names = Broken(row.Versions);
            List<string> left = Cells(row.X86);
            List<string> right = Cells(row.X64);
            int count = Math.Max(names.Count, Math.Max(left.Count, right.Count));
            for (int index = 0; index < count; index++)
            {
                string cells = $"{At(left, index),-CellWidth}{At(right, index)}";
                yield return $"{At(names, index),-VersionWidth}{cells}".TrimEnd();
            }
        }

        yield return "";
    }

    private static (string Name, LimitValue Value)[] Rows(MachineLimits limits) =>
    [
        ("Nonpaged pool, initial", limits.NonPagedInitial),
        ("Nonpaged pool, maximum", limits.NonPagedMaximum),
        ("Paged pool, maximum", limits.PagedMaximum),
        ("Paged pool, trimmed above", limits.PagedTrimThreshold),
        ("System PTEs, maximum", limits.SystemPtesMaximum),
        ("System cache, maximum", limits.SystemCacheMaximum),
        ("Session pool, maximum", limits.SessionPoolMaximum),
        ("Session views, maximum", limits.SessionViewMaximum),
        ("Commit limit", limits.CommitLimit),
        ("Registry size limit", limits.RegistrySizeLimit),
        ("SYSTEM hive, maximum", limits.SystemHiveLimit),
        ("Nonpaged quota of a process", limits.NonPagedQuota),
        ("Paged quota of a process", limits.PagedQuota),
        ("Paging file quota", limits.PagingFileQuota),
    ];

    private static IEnumerable<string> Regions(MachineLimits limits)
    {
        yield return "";
        foreach (SystemRegion region in limits.Regions)
        {
            string range = $"{Address(region.Start)} - {Address(region.Last)}";
            yield return $"{range,-38}{MemorySize.Format(region.ByteCount),12}  {region.Kind} ({region.Source})";
        }

        if (limits.DynamicUnitByteCount is { } unit)
        {
            yield return $"Dynamic space is handed out in units of {MemorySize.Format(unit)}.";
        }

        yield return "";
    }

    // As the debugger writes it: FFFFF8A0`00000000.
    private static string Address(ulong address) => address <= uint.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"{address:X8}")
        : string.Create(CultureInfo.InvariantCulture, $"{address >> 32:X8}`{address & uint.MaxValue:X8}");

    private static List<string> Cells(IReadOnlyList<string> cells)
    {
        List<string> lines = [];
        foreach (string cell in cells)
        {
            lines.AddRange(cell.Split("; "));
        }

        return lines.Count == 0 ? ["-"] : lines;
    }

    private static List<string> Broken(string names)
    {
        List<string> lines = [""];
        foreach (string name in names.Split(", "))
        {
            if (lines[^1].Length + name.Length + 2 >= VersionWidth)
            {
                lines[^1] += ",";
                lines.Add("");
            }

            lines[^1] += (lines[^1].Length > 0 ? ", " : "") + name;
        }

        return lines;
    }

    private static string At(List<string> lines, int index) => index < lines.Count ? lines[index] : "";

    private static string Cell(ulong? value) => value is { } known
        ? known.ToString(CultureInfo.InvariantCulture)
        : "-";
}
