using System.Collections.Generic;
using System.Text.Json;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>Blocks and findings, in the documents of pool, poolfind and poolval.</summary>
internal static class BlockJson
{
    /// <summary>Writes an array of blocks.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="blocks">The blocks.</param>
    public static void WriteAll(Utf8JsonWriter json, IEnumerable<PoolBlockInfo> blocks)
    {
        json.WriteStartArray("blocks");
        foreach (PoolBlockInfo block in blocks)
        {
            Write(json, block);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes one block.</summary>
    /// <param name="json">The writer, inside an array.</param>
    /// <param name="block">The block.</param>
    public static void Write(Utf8JsonWriter json, PoolBlockInfo block)
    {
        json.WriteStartObject();
        json.WriteAddress("address", block.Address);
        json.WriteAddress("payload", block.PayloadAddress);
        json.WriteNumber("bytes", block.ByteCount);
        json.WriteNumber("previousBytes", block.PreviousByteCount);
        json.WriteString("type", JsonDocumentWriter.NameOf(block.Kind));
        json.WriteString("tag", block.Tag.ToString());
        json.WriteString("state", block.State switch
        {
            PoolBlockState.Allocated => "allocated",
            PoolBlockState.Free => "free",
            _ => "lookaside",
        });
        json.WriteBoolean("isBig", block.IsBig);
        json.WriteEndObject();
    }

    /// <summary>Writes one finding.</summary>
    /// <param name="json">The writer, inside an array.</param>
    /// <param name="finding">The finding.</param>
    public static void Write(Utf8JsonWriter json, PoolFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", JsonDocumentWriter.Hexadecimal((uint)finding.Code));
        json.WriteString("kind", JsonDocumentWriter.Hexadecimal(finding.Kind));
        json.WriteString("type", finding.Pool is { } pool ? JsonDocumentWriter.NameOf(pool) : null);
        json.WriteAddress("address", finding.Address);
        json.WriteString("tag", finding.Tag.IsNone ? null : finding.Tag.ToString());
        json.WriteString("message", finding.Message);
        json.WriteEndObject();
    }
}
