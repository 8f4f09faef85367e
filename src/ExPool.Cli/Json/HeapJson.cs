using System.Collections.Immutable;
using System.Text.Json;
using ExPool.Model.Reports;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>heap --json</c>.</summary>
internal static class HeapJson
{
    /// <summary>Writes what a heap did.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter json, HeapReport report)
    {
        json.WriteStartObject();
        json.WriteString("machine", report.Machine);
        json.WriteNumber("pointerBytes", report.PointerByteCount);
        json.WriteNumber("regionBytes", report.RegionByteCount);
        json.WriteStartArray("steps");
        foreach (HeapStep step in report.Steps)
        {
            json.WriteStartObject();
            json.WriteString("action", step.Action.ToString());
            json.WriteNullable("bytes", step.ByteCount);
            json.WriteString("address", step.Address is { } known ? JsonDocumentWriter.Hexadecimal(known) : null);
            json.WriteString("status", step.Status.ToString());
            json.WriteStartArray("regions");
            foreach (HeapRegion region in step.Regions)
            {
                json.WriteStartObject();
                json.WriteAddress("address", region.Address);
                json.WriteNumber("reservedPages", region.ReservedPages);
                json.WriteNumber("committedPages", region.CommittedPages);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteBlocks(json, "inUse", step.InUse);
            WriteBlocks(json, "free", step.Free);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBlocks(Utf8JsonWriter json, string name, ImmutableArray<HeapBlock> blocks)
    {
        json.WriteStartArray(name);
        foreach (HeapBlock block in blocks)
        {
            json.WriteStartObject();
            json.WriteAddress("address", block.Address);
            json.WriteNumber("bytes", block.ByteCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
