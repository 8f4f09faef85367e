using System.Collections.Generic;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;
using ExPool.Model.Reports;

namespace ExPool.Cli.Json;

/// <summary>The documents of <c>limits --json</c>.</summary>
internal static class LimitsJson
{
    /// <summary>Writes the limits of one machine.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="profile">The Windows version.</param>
    /// <param name="ram">RAM in bytes.</param>
    /// <param name="switches">How it is started.</param>
    /// <param name="limits">What was computed.</param>
    /// <param name="reach">What a machine that was booted can reach; <see langword="null"/> when none was.</param>
    public static void Write(
        Utf8JsonWriter json,
        WindowsProfile profile,
        ulong ram,
        MachineSwitches switches,
        MachineLimits limits,
        ReachReport? reach)
    {
        json.WriteStartObject();
        json.WriteString("os", profile.Name);
        json.WriteString("architecture", profile.Architecture);
        json.WriteString("version", profile.Version);
        json.WriteNumber("build", profile.Build);
        json.WriteString("pteGeneration", profile.PteGeneration);
        json.WriteString("rules", switches.Rules);
        json.WriteNumber("ramBytes", ram);
        json.WriteNumber("usableBytes", limits.UsablePhysicalByteCount);
        json.WriteNumber("pfnDatabaseBytes", limits.PfnDatabaseByteCount);
        json.WriteStartObject("nonPaged");
        json.WriteNullable("initialBytes", limits.NonPagedInitial.ByteCount);
        json.WriteString("initialRule", limits.NonPagedInitial.Rule);
        json.WriteString("initialSource", limits.NonPagedInitial.Source);
        json.WriteString("initialRuleSet", limits.NonPagedInitial.RuleSet);
        WriteMaximum(json, limits.NonPagedMaximum);
        WriteReach(json, reach?.NonPaged);
        json.WriteEndObject();
        json.WriteStartObject("paged");
        WriteMaximum(json, limits.PagedMaximum);
        WriteReach(json, reach?.Paged);
        json.WriteEndObject();
        WriteLimit(json, "systemPtes", limits.SystemPtesMaximum);
        WriteLimit(json, "systemCache", limits.SystemCacheMaximum);
        WriteLimit(json, "sessionPool", limits.SessionPoolMaximum);
        WriteLimit(json, "sessionView", limits.SessionViewMaximum);
        WriteLimit(json, "commit", limits.CommitLimit);
        WriteLimit(json, "registrySize", limits.RegistrySizeLimit);
        WriteLimit(json, "systemHive", limits.SystemHiveLimit);
        WriteLimit(json, "pagedTrim", limits.PagedTrimThreshold);
        WriteLimit(json, "nonPagedQuota", limits.NonPagedQuota);
        WriteLimit(json, "pagedQuota", limits.PagedQuota);
        WriteLimit(json, "pagingFileQuota", limits.PagingFileQuota);
        WriteThresholds(json, limits.Thresholds);
        json.WriteNullable("dynamicUnitBytes", limits.DynamicUnitByteCount);
        WriteRegions(json, limits.Regions);
        WriteStrings(json, "notes", limits.Notes);
        json.WriteEndObject();
    }

    /// <summary>Writes the summary tables.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="nonPaged">Of nonpaged pool.</param>
    /// <param name="paged">Of paged pool.</param>
    public static void WriteTables(Utf8JsonWriter json, LimitsTable nonPaged, LimitsTable paged)
    {
        json.WriteStartObject();
        WriteTable(json, "nonPaged", nonPaged);
        WriteTable(json, "paged", paged);
        json.WriteEndObject();
    }

    private static void WriteTable(Utf8JsonWriter json, string name, LimitsTable table)
    {
        json.WriteStartArray(name);
        foreach (LimitsTableRow row in table.Rows)
        {
            json.WriteStartObject();
            json.WriteString("versions", row.Versions);
            WriteStrings(json, "x86", row.X86);
            WriteStrings(json, "x64", row.X64);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLimit(Utf8JsonWriter json, string name, LimitValue value)
    {
        json.WriteStartObject(name);
        WriteMaximum(json, value);
        json.WriteEndObject();
    }

    private static void WriteMaximum(Utf8JsonWriter json, LimitValue value)
    {
        json.WriteNullable("maximumBytes", value.ByteCount);
        json.WriteNullable("ceilingBytes", value.CeilingByteCount);
        json.WriteString("rule", value.Rule);
        json.WriteString("source", value.Source);
        json.WriteString("ruleSet", value.RuleSet);
        json.WriteBoolean("isReading", value.IsReading);
    }

    private static void WriteReach(Utf8JsonWriter json, PoolReach? reach)
    {
        json.WriteNullable("reachableBytes", reach?.ReachableBytes);
        json.WriteString("boundBy", BoundText.Name(reach?.BoundBy));
        if (reach is null)
        {
            json.WriteNull("bounds");
            return;
        }

        json.WriteStartObject("bounds");
        foreach ((MemoryBound bound, ulong? byteCount) in reach.Bounds)
        {
            json.WriteNullable($"{BoundText.Name(bound)}Bytes", byteCount);
        }

        json.WriteEndObject();
    }

    private static void WriteThresholds(Utf8JsonWriter json, MemoryThresholds thresholds)
    {
        json.WriteStartObject("thresholds");
        json.WriteNumber("lowMemoryBytes", thresholds.LowMemory);
        json.WriteNumber("highMemoryBytes", thresholds.HighMemory);
        json.WriteNullable("lowPagedPoolBytes", thresholds.LowPagedPool);
        json.WriteNullable("highPagedPoolBytes", thresholds.HighPagedPool);
        json.WriteNullable("lowNonPagedPoolBytes", thresholds.LowNonPagedPool);
        json.WriteNullable("highNonPagedPoolBytes", thresholds.HighNonPagedPool);
        json.WriteString("source", MemoryThresholds.Source);
        json.WriteEndObject();
    }

    private static void WriteRegions(Utf8JsonWriter json, IReadOnlyList<SystemRegion> regions)
    {
        json.WriteStartArray("regions");
        foreach (SystemRegion region in regions)
        {
            json.WriteStartObject();
            json.WriteString("kind", region.Kind.ToString());
            json.WriteAddress("start", region.Start);
            json.WriteAddress("last", region.Last);
            json.WriteNumber("bytes", region.ByteCount);
            json.WriteString("source", region.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
