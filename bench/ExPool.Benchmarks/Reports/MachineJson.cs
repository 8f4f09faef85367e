using System;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ExPool.Benchmarks.Reports;

/// <summary>What the documents have in common: their form, and the object <c>machine</c>.</summary>
internal static class MachineJson
{
    /// <summary>How documents are written.</summary>
    public static JsonWriterOptions Options { get; } = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // "name+Suppress" stays readable; no browser is near.
    };

    /// <summary>A time as documents hold it.</summary>
    /// <param name="date">The time, of any zone.</param>
    public static string Text(DateTimeOffset date) =>
        date.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Writes the object.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="machine">The machine.</param>
    public static void Write(Utf8JsonWriter json, MachineDescription machine)
    {
        json.WriteStartObject("machine");
        json.WriteString("cpu", machine.Cpu);
        json.WriteNumber("cores", machine.Cores);
        json.WriteString("kernel", machine.Kernel);
        json.WriteString("runtime", machine.Runtime);
        json.WriteString("glibc", machine.Glibc);
        json.WriteString("load", machine.Load);
        json.WriteStartObject("peers");
        foreach ((string peer, string? version) in machine.Peers)
        {
            json.WriteString(peer, version);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
