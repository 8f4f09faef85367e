using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text.Json;
using ExPool.Cli.Screens;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>mon --json</c>: where from, both pools, the rows, their sums.</summary>
internal static class TableJson
{
    // Ten thousand rows write these names ten thousand times: encoded once.
    private static readonly JsonEncodedText s_tag = JsonEncodedText.Encode("tag");
    private static readonly JsonEncodedText s_type = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText s_allocations = JsonEncodedText.Encode("allocations");
    private static readonly JsonEncodedText s_frees = JsonEncodedText.Encode("frees");
    private static readonly JsonEncodedText s_outstanding = JsonEncodedText.Encode("outstanding");
    private static readonly JsonEncodedText s_bytes = JsonEncodedText.Encode("bytes");
    private static readonly JsonEncodedText s_bytesPerBlock = JsonEncodedText.Encode("bytesPerBlock");
    private static readonly JsonEncodedText s_callSite = JsonEncodedText.Encode("callSite");
    private static readonly JsonEncodedText s_allocationsChange = JsonEncodedText.Encode("allocationsChange");
    private static readonly JsonEncodedText s_freesChange = JsonEncodedText.Encode("freesChange");
    private static readonly JsonEncodedText s_bytesChange = JsonEncodedText.Encode("bytesChange");

    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="moniker">What was captured.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="chooseRows">Sorts and filters; its time is counted as formatting.</param>
    /// <param name="hasChanges">The rows' changes are known: it is not the first snapshot.</param>
    /// <param name="captureMilliseconds">How long the capture took.</param>
    public static void Write(
        Utf8JsonWriter json,
        string moniker,
        PoolSnapshot snapshot,
        Func<IReadOnlyList<PoolRow>> chooseRows,
        bool hasChanges,
        double captureMilliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<PoolRow> rows = chooseRows();
        json.WriteStartObject();
        SnapshotJson.WriteOrigin(json, moniker, snapshot);
        json.WriteRounded("captureMilliseconds", captureMilliseconds, 3);
        SnapshotJson.WritePools(json, snapshot);
        json.WriteStartArray("tags");
        foreach (PoolRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString(s_tag, row.Tag.ToString());
            WriteNumbers(json, row, hasChanges);
            json.WriteString(s_callSite, row.CallSite);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("totals");
        WriteTotal(json, "nonPaged", PoolmonScreen.Total(rows, PoolKind.NonPaged), hasChanges);
        WriteTotal(json, "paged", PoolmonScreen.Total(rows, PoolKind.Paged), hasChanges);
        json.WriteEndObject();
        json.WriteRounded("formatMilliseconds", Stopwatch.GetElapsedTime(start).TotalMilliseconds, 3);
        json.WriteEndObject();
    }

    private static void WriteTotal(Utf8JsonWriter json, string name, PoolRow? total, bool hasChanges)
    {
        if (total is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        WriteNumbers(json, total, hasChanges);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, PoolRow row, bool hasChanges)
    {
        json.WriteString(s_type, JsonDocumentWriter.NameOf(row.Kind));
        json.WriteNumber(s_allocations, row.Counters.Allocations);
        json.WriteNumber(s_frees, row.Counters.Frees);
        json.WriteNumber(s_outstanding, row.Counters.Outstanding);
        json.WriteNumber(s_bytes, row.Counters.BytesInUse);
        json.WriteNumber(s_bytesPerBlock, row.Counters.BytesPerBlock);
        if (hasChanges)
        {
            json.WriteNumber(s_allocationsChange, row.AllocationsChange);
            json.WriteNumber(s_freesChange, row.FreesChange);
            json.WriteNumber(s_bytesChange, row.BytesChange);
        }
    }
}
