using System;
using System.Buffers;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ExPool.Cli.Json;

/// <summary>Writes one JSON document as one line. No reflection: a verb should start in the time of a
/// blink.</summary>
internal static class JsonDocumentWriter
{
    private static readonly JsonWriterOptions s_options = new()
    {
        // Tags and commands hold + < > &: readable, and no browser is near.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a document and a line end.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="write">Writes one object.</param>
    public static void WriteLine(TextWriter output, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(64 * 1024);
        using (Utf8JsonWriter json = new(buffer, s_options))
        {
            write(json);
        }

        if (output is StreamWriter { Encoding: UTF8Encoding } writer)
        {
            // The bytes are what the writer would make of the text; megabytes need not go there and back.
            writer.Flush();
            writer.BaseStream.Write(buffer.WrittenSpan);
            writer.WriteLine();
        }
        else
        {
            output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        }
    }

    /// <summary>Writes a number that may be unknown.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="name">The property.</param>
    /// <param name="value">The value; unknown is written as null, never as 0.</param>
    public static void WriteNullable(this Utf8JsonWriter json, string name, ulong? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes a number with so many digits that people need.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="name">The property.</param>
    /// <param name="value">The value.</param>
    /// <param name="digits">Digits after the point.</param>
    public static void WriteRounded(this Utf8JsonWriter json, string name, double value, int digits) =>
        json.WriteNumber(name, Math.Round(value, digits));

    /// <summary>Writes a number that may be unknown, with so many digits that people need.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="name">The property.</param>
    /// <param name="value">The value; unknown is written as null, never as 0.</param>
    /// <param name="digits">Digits after the point.</param>
    public static void WriteNullable(this Utf8JsonWriter json, string name, double? value, int digits)
    {
        if (value is { } known)
        {
            json.WriteRounded(name, known, digits);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes an address, as text: 64 bits do not fit a number of JSON's readers.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="name">The property.</param>
    /// <param name="address">The address.</param>
    public static void WriteAddress(this Utf8JsonWriter json, string name, ulong address) =>
        json.WriteString(name, Hexadecimal(address));

    /// <summary>An address or code as JSON and messages show it.</summary>
    /// <param name="value">The value.</param>
    public static string Hexadecimal(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    /// <summary>The word for a pool.</summary>
    /// <param name="kind">The pool.</param>
    public static string NameOf(PoolKind kind) => kind == PoolKind.Paged ? "paged" : "nonpaged";
}
