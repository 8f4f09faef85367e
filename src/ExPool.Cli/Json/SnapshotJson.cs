using System.Text.Json;
using ExPool.Ke;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The parts of a document that every snapshot has.</summary>
internal static class SnapshotJson
{
    /// <summary>Writes where a snapshot came from and when it was taken.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="moniker">What was captured.</param>
    /// <param name="snapshot">The snapshot.</param>
    public static void WriteOrigin(Utf8JsonWriter json, string moniker, PoolSnapshot snapshot)
    {
        WriteOrigin(json, moniker, snapshot.Origin);
        json.WriteString("capturedAt", snapshot.CapturedAt);
        if (snapshot.StartedAt is { } startedAt)
        {
            json.WriteString("startedAt", startedAt);
        }
        else
        {
            json.WriteNull("startedAt");
        }

        if (snapshot.Stop is { } stop)
        {
            WriteStop(json, stop);
        }
        else
        {
            json.WriteNull("stop");
        }
    }

    /// <summary>Writes where blocks or findings came from.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="moniker">What was read.</param>
    /// <param name="origin">What it turned out to be.</param>
    public static void WriteOrigin(Utf8JsonWriter json, string moniker, SnapshotOrigin origin)
    {
        json.WriteString("source", moniker);
        json.WriteString("pool", origin.PoolName);
        json.WriteStartObject("process");
        json.WriteNullable("id", (ulong?)origin.ProcessId);
        json.WriteString("name", origin.Name);
        json.WriteEndObject();
    }

    /// <summary>Writes both pools.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="snapshot">The snapshot.</param>
    public static void WritePools(Utf8JsonWriter json, PoolSnapshot snapshot)
    {
        WritePool(json, "nonPaged", snapshot.NonPaged);
        WritePool(json, "paged", snapshot.Paged);
    }

    private static void WritePool(Utf8JsonWriter json, string name, PoolUsage usage)
    {
        json.WriteStartObject(name);
        WriteSizes(json, usage);
        json.WriteEndObject();
    }

    /// <summary>Writes how big a pool is.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="usage">The pool.</param>
    public static void WriteSizes(Utf8JsonWriter json, PoolUsage usage)
    {
        json.WriteNullable("bytesInUse", usage.BytesInUse);
        json.WriteNullable("peakBytes", usage.PeakBytes);
        json.WriteNullable("chargedBytes", usage.ChargedBytes);
        json.WriteNullable("committedBytes", usage.CommittedBytes);
        json.WriteNullable("residentBytes", usage.ResidentBytes);
        json.WriteNullable("lockedBytes", usage.LockedBytes);
        json.WriteNullable("maximumBytes", usage.MaximumBytes);
        json.WriteNullable("allocations", usage.Allocations);
        json.WriteNullable("frees", usage.Frees);
        json.WriteNullable("failures", usage.Failures);
        json.WriteNullable("lookasideBytes", usage.LookasideBytes);
        json.WriteNullable("cachedBytes", usage.CachedBytes);
        json.WriteNullable("returnedBytes", usage.ReturnedBytes);
        json.WriteNullable("pageLockWaits", usage.PageLockWaits);
    }

    /// <summary>Writes why a machine stopped.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="stop">The stop.</param>
    public static void WriteStop(Utf8JsonWriter json, BugCheck stop)
    {
        json.WriteStartObject("stop");
        json.WriteString("code", JsonDocumentWriter.Hexadecimal((uint)stop.Code));
        json.WriteStartArray("parameters");
        json.WriteStringValue(JsonDocumentWriter.Hexadecimal(stop.Parameter1));
        json.WriteStringValue(JsonDocumentWriter.Hexadecimal(stop.Parameter2));
        json.WriteStringValue(JsonDocumentWriter.Hexadecimal(stop.Parameter3));
        json.WriteStringValue(JsonDocumentWriter.Hexadecimal(stop.Parameter4));
        json.WriteEndArray();
        json.WriteString("tag", stop.Tag.ToString());
        json.WriteAddress("address", stop.Address);
        json.WriteString("message", stop.ToString());
        json.WriteEndObject();
    }
}
