using System.Collections.Generic;
using System.Text.Json;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>poolused --json</c>.</summary>
internal static class TagUsageJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="moniker">What was captured.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="rows">The tags, sorted and chosen.</param>
    /// <param name="total">Their sum.</param>
    public static void Write(
        Utf8JsonWriter json, string moniker, PoolSnapshot snapshot, List<TagUsage> rows, TagUsage total)
    {
        json.WriteStartObject();
        SnapshotJson.WriteOrigin(json, moniker, snapshot);
        SnapshotJson.WritePools(json, snapshot);
        json.WriteStartArray("tags");
        foreach (TagUsage row in rows)
        {
            json.WriteStartObject();
            json.WriteString("tag", row.Tag.ToString());
            WriteCounters(json, "nonPaged", row.NonPaged);
            WriteCounters(json, "paged", row.Paged);
            json.WriteString("callSite", row.CallSite);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("totals");
        WriteCounters(json, "nonPaged", total.NonPaged);
        WriteCounters(json, "paged", total.Paged);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCounters(Utf8JsonWriter json, string name, PoolCounters counters)
    {
        json.WriteStartObject(name);
        json.WriteNumber("allocations", counters.Allocations);
        json.WriteNumber("frees", counters.Frees);
        json.WriteNumber("outstanding", counters.Outstanding);
        json.WriteNumber("bytes", counters.BytesInUse);
        json.WriteEndObject();
    }
}
