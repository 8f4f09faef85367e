using System;
using System.Collections.Generic;
using System.Linq;

namespace ExPool.Model.Profiles;

/// <summary>The part of a profile that only the calculation needs: rules, readings, registry, layout.</summary>
internal sealed class ProfileRules
{
    /// <summary>Rules by "set/limit", as "docs/pagedMaximum".</summary>
    public required IReadOnlyDictionary<string, LimitRule> Rules { get; init; }

    /// <summary>What was read off single machines.</summary>
    public required IReadOnlyList<LimitReading> Readings { get; init; }

    /// <summary>Where the regions lie.</summary>
    public required ILayout Layout { get; init; }

    /// <summary>The row of the summary tables.</summary>
    public required string TableRow { get; init; }

    /// <summary>The registry values that this version reads.</summary>
    public required IReadOnlyList<string> RegistryValues { get; init; }

    /// <summary>A NonPagedPoolSize above 7/8 of RAM stops the machine; otherwise it is ignored.</summary>
    public required bool StopsOnLargeNonPagedSize { get; init; }

    /// <summary>The largest SYSTEM hive in bytes; <see langword="null"/> when no source says.</summary>
    public required ulong? SystemHiveLimit { get; init; }

    /// <summary>Who publishes that.</summary>
    public required string SystemHiveSource { get; init; }

    /// <summary>The rule of a set, or the default set's where that one is silent.</summary>
    public LimitRule Rule(string set, string limit) =>
        Rules.TryGetValue($"{set}/{limit}", out LimitRule? rule) ? rule : Rules[$"{RuleSets.Default}/{limit}"];

    /// <summary>Whether this version reads a registry value.</summary>
    public bool Reads(string name) => RegistryValues.Contains(name, StringComparer.OrdinalIgnoreCase);
}
