using System.Collections.Generic;
using System.Text.Json;
using ExPool.Cli.Screens;
using ExPool.Model.Reports;

namespace ExPool.Cli.Json;

/// <summary>The documents of the verbs about a machine: memusage, pfn, pte, sysptes.</summary>
internal static class MachineJson
{
    /// <summary>Writes what the frames are used for.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter json, MemoryUseReport report)
    {
        MemoryJson.Write(json, "memory", report.Memory);
        json.WriteNumber("activePages", report.ActivePages);
        json.WriteNumber("transitionPages", report.TransitionPages);
        json.WriteStartArray("uses");
        foreach (MemoryUse use in report.Uses)
        {
            json.WriteStartObject();
            json.WriteString("name", MemusageScreen.NameOf(use.Kind));
            json.WriteNumber("validPages", use.ValidPages);
            json.WriteNumber("standbyPages", use.StandbyPages);
            json.WriteNumber("modifiedPages", use.ModifiedPages);
            json.WriteNumber("transitionPages", use.TransitionPages);
            json.WriteNumber("lockedPages", use.LockedPages);
            json.WriteNumber("pageTablePages", use.PageTablePages);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what is known of a frame.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter json, FrameReport report)
    {
        json.WriteAddress("frame", report.Frame);
        json.WriteString("location", PfnScreen.NameOf(report.Location));
        json.WriteString("use", report.Use.ToString());
        json.WriteBoolean("isFresh", report.IsFresh);
        json.WriteBoolean("isLarge", report.IsLarge);
        json.WriteBoolean("isModified", report.IsModified);
        WriteAddress(json, "flink", report.Flink);
        WriteAddress(json, "blink", report.Blink);
        json.WriteNullable("shareCount", report.ShareCount);
        json.WriteNumber("referenceCount", report.ReferenceCount);
        json.WriteNumber("priority", report.Priority);
        WriteAddress(json, "address", report.Address);
        WriteAddress(json, "pteAddress", report.PteAddress);
        WriteAddress(json, "originalPte", report.OriginalPte);
        WriteAddress(json, "pteFrame", report.PteFrame);
    }

    /// <summary>Writes the entries of an address.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter json, PteReport report)
    {
        json.WriteAddress("address", report.Address);
        json.WriteString("region", report.Region?.ToString());
        json.WriteStartArray("levels");
        foreach (PteLevel level in report.Levels)
        {
            json.WriteStartObject();
            json.WriteString("name", level.Name);
            json.WriteAddress("at", level.Address);
            json.WriteAddress("contains", level.Value);
            json.WriteString("state", level.State.ToString());
            json.WriteString("flags", level.State == Mm.PteState.Valid ? PteScreen.Letters(level.Flags) : null);
            WriteAddress(json, "frame", level.Frame);
            json.WriteString("protection", level.Protection?.ToString());
            json.WriteNullable("pagingFile", (ulong?)level.PagingFile);
            WriteAddress(json, "pagingFileOffset", level.PagingFileOffset);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the regions.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="regions">The regions.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<RegionReport> regions)
    {
        json.WriteStartArray("regions");
        foreach (RegionReport region in regions)
        {
            json.WriteStartObject();
            json.WriteString("kind", region.Kind.ToString());
            json.WriteAddress("start", region.Start);
            json.WriteNumber("pages", region.PageCount);
            json.WriteNumber("usedPages", region.UsedPages);
            json.WriteNumber("peakPages", region.PeakPages);
            json.WriteNumber("freePages", region.FreePages);
            json.WriteNumber("longestFreeRun", region.LongestFreeRun);
            json.WriteNumber("failures", region.Failures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter json, string name, ulong? value) =>
        json.WriteString(name, value is { } known ? JsonDocumentWriter.Hexadecimal(known) : null);
}
