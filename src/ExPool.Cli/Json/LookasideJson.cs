using System.Collections.Generic;
using System.Text.Json;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>lookaside --json</c>.</summary>
internal static class LookasideJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="moniker">What was captured.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="rows">The lists, chosen.</param>
    /// <param name="sums">Their sums, one for each pool that was asked for.</param>
    public static void Write(
        Utf8JsonWriter json,
        string moniker,
        PoolSnapshot snapshot,
        List<LookasideUsage> rows,
        List<LookasideSum> sums)
    {
        json.WriteStartObject();
        SnapshotJson.WriteOrigin(json, moniker, snapshot);
        json.WriteStartArray("lookasides");
        rows.ForEach(row => Write(json, row));
        json.WriteEndArray();
        json.WriteStartArray("totals");
        sums.ForEach(sum => Write(json, sum));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LookasideUsage row)
    {
        json.WriteStartObject();
        json.WriteString("tag", row.Tag.IsNone ? null : row.Tag.ToString());
        json.WriteString("type", JsonDocumentWriter.NameOf(row.Kind));
        json.WriteNumber("size", row.BlockByteCount);
        json.WriteNumber("depth", row.Depth);
        json.WriteNumber("sharedDepth", row.SharedDepth);
        json.WriteNumber("limit", row.Limit);
        json.WriteNumber("maximumDepth", row.MaximumDepth);
        json.WriteNumber("heldBytes", row.HeldBytes);
        json.WriteNullable("processors", (ulong?)row.ProcessorCount);
        json.WriteNumber("totalAllocates", row.TotalAllocates);
        json.WriteNumber("allocateMisses", row.AllocateMisses);
        json.WriteNullable("allocateHitRate", row.AllocateHitRate, digits: 6);
        json.WriteNumber("totalFrees", row.TotalFrees);
        json.WriteNumber("freeMisses", row.FreeMisses);
        json.WriteNullable("freeHitRate", row.FreeHitRate, digits: 6);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LookasideSum sum)
    {
        json.WriteStartObject();
        json.WriteString("type", JsonDocumentWriter.NameOf(sum.Kind));
        json.WriteNumber("lists", sum.ListCount);
        json.WriteNumber("depth", sum.Depth);
        json.WriteNumber("sharedDepth", sum.SharedDepth);
        json.WriteNumber("limit", sum.Limit);
        json.WriteNumber("heldBytes", sum.HeldBytes);
        json.WriteNumber("totalAllocates", sum.TotalAllocates);
        json.WriteNumber("allocateMisses", sum.AllocateMisses);
        json.WriteNullable("allocateHitRate", sum.AllocateHitRate, digits: 6);
        json.WriteNumber("totalFrees", sum.TotalFrees);
        json.WriteNumber("freeMisses", sum.FreeMisses);
        json.WriteNullable("freeHitRate", sum.FreeHitRate, digits: 6);
        json.WriteEndObject();
    }
}
