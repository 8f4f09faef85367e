using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using ExPool.Cli.Json;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;

namespace ExPool.Cli.Csv;

/// <summary>Rows as comma-separated values (RFC 4180), one heading, the time of the capture in each row.</summary>
internal static class TableCsv
{
    private const string Heading =
        "capturedAt,tag,type,allocations,frees,outstanding,bytes,bytesPerBlock,callSite";

    /// <summary>Writes the rows of one capture.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="snapshot">The capture.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="hasHeading">The names of the columns come first.</param>
    public static void Write(TextWriter output, PoolSnapshot snapshot, IReadOnlyList<PoolRow> rows, bool hasHeading)
    {
        if (hasHeading)
        {
            output.Write(Heading + "\r\n");
        }

        string time = snapshot.CapturedAt.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        foreach (PoolRow row in rows)
        {
            string numbers = string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Counters.Allocations},{row.Counters.Frees},{row.Counters.Outstanding},"
                + $"{row.Counters.BytesInUse},{row.Counters.BytesPerBlock}");
            string tag = Quote(row.Tag.ToString());
            output.Write($"{time},{tag},{JsonDocumentWriter.NameOf(row.Kind)},{numbers},{Quote(row.CallSite)}\r\n");
        }
    }

    /// <summary>A field; quoted where a reader would otherwise cut or trim it.</summary>
    /// <param name="text">The text, or <see langword="null"/> for an empty field.</param>
    public static string Quote(string? text)
    {
        bool isPlain = string.IsNullOrEmpty(text)
            || (text.AsSpan().IndexOfAny(",\"\r\n ") < 0 && !text.StartsWith('='));
        return isPlain ? text ?? "" : $"\"{text!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
