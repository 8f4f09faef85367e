using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using ExPool.Model.Profiles;

namespace ExPool.Model.Tests.Profiles;

/// <summary>One line of tests/data/limits.csv.</summary>
internal sealed record LimitVector(
    string Os, string Arch, ulong Ram, MachineSwitches Switches, string Limit, ulong? Expected, string How)
{
    /// <summary>The number as its source prints it.</summary>
    public required string Printed { get; init; }

    /// <summary>A value in the unit and with the decimals of the printed number.</summary>
    public string Print(ulong value)
    {
        string[] parts = Printed.Split(' ');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        int digits = point < 0 ? 0 : parts[0].Length - point - 1;
        decimal rounded = decimal.Round(value / Unit(parts[1]), digits, MidpointRounding.AwayFromZero);
        return $"{rounded.ToString($"F{digits}", CultureInfo.InvariantCulture)} {parts[1]}";
    }

    /// <summary>The lines of the file, without comments and heading.</summary>
    public static IEnumerable<string> Lines()
    {
        bool isHeading = true;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "limits.csv")))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (!isHeading)
            {
                yield return line;
            }

            isHeading = false;
        }
    }

    /// <summary>Reads a line.</summary>
    public static LimitVector Parse(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != 9 || cells[8].Length == 0)
        {
            throw new FormatException($"'{line}' has {cells.Length} cells; expected 9, the last one a source");
        }

        return new(
            cells[0],
            cells[1],
            Size(cells[2]),
            ReadSwitches(cells[3]) with { Rules = cells[4] },
            cells[5],
            cells[6] == "-" ? null : Size(cells[6]),
            cells[7])
        {
            Printed = cells[6],
        };
    }

    /// <summary>The limit of the line in what was computed.</summary>
    public LimitValue Of(MachineLimits limits) => Limit switch
    {
        "nonPagedInitial" => limits.NonPagedInitial,
        "nonPagedMaximum" => limits.NonPagedMaximum,
        "pagedMaximum" => limits.PagedMaximum,
        "systemPtes" => limits.SystemPtesMaximum,
        "systemCache" => limits.SystemCacheMaximum,
        "sessionPool" => limits.SessionPoolMaximum,
        "sessionView" => limits.SessionViewMaximum,
        "commitLimit" => limits.CommitLimit,
        "registrySize" => limits.RegistrySizeLimit,
        "systemHive" => limits.SystemHiveLimit,
        "trimThreshold" => limits.PagedTrimThreshold,
        "usable" => new(limits.UsablePhysicalByteCount, "", ""),
        "pfnDatabase" => new(limits.PfnDatabaseByteCount, "", ""),
        "lowMemory" => new(limits.Thresholds.LowMemory, "", ""),
        "highMemory" => new(limits.Thresholds.HighMemory, "", ""),
        "lowPagedPool" => new(limits.Thresholds.LowPagedPool, "", ""),
        "highPagedPool" => new(limits.Thresholds.HighPagedPool, "", ""),
        "lowNonPagedPool" => new(limits.Thresholds.LowNonPagedPool, "", ""),
        "highNonPagedPool" => new(limits.Thresholds.HighNonPagedPool, "", ""),
        _ => throw new FormatException($"limit '{Limit}' is not known"),
    };

    private static MachineSwitches ReadSwitches(string text)
    {
        Dictionary<string, ulong> registry = [];
        MachineSwitches switches = new() { Registry = registry };
        foreach (string word in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = word.Split('=');
            string value = parts.Length > 1 ? parts[1] : "";
            switches = parts[0] switch
            {
                "pae" => switches with { Pae = true },
                "3gb" => switches with { ThreeGigabytes = true },
                "remap" => switches with { RemapsMemoryHole = true },
                "userva" => switches with { UserVaMegabytes = int.Parse(value, CultureInfo.InvariantCulture) },
                "pagefile" => switches with { PagingFileByteCount = Size(value) },
                "available" => switches with { AvailableByteCount = Size(value) },
                "hole" => switches with { MemoryHoleByteCount = Size(value) },
                "edition" => switches with { Edition = value },
                "registry" => switches with { ControlPanelRegistryByteCount = Size(value) },
                _ => Add(switches, registry, parts[0], value),
            };
        }

        return switches;
    }

    private static MachineSwitches Add(
        MachineSwitches switches, Dictionary<string, ulong> registry, string name, string value)
    {
        registry.Add(name, value.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.Parse(value[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : ulong.Parse(value, CultureInfo.InvariantCulture));
        return switches;
    }

    // Written again, so that the tests do not depend on how the profiles read sizes.
    private static ulong Size(string text)
    {
        if (text.EndsWith('p'))
        {
            return ulong.Parse(text[..^1], CultureInfo.InvariantCulture) * 4096;
        }

        string[] parts = text.Split(' ');
        return (ulong)(decimal.Parse(parts[0], CultureInfo.InvariantCulture) * Unit(parts[1]));
    }

    private static decimal Unit(string text) => text switch
    {
        "B" => 1,
        "KB" => 1024,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        "TB" => 1L << 40,
        _ => throw new FormatException($"'{text}' is not a unit"),
    };
}
