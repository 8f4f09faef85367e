using System.Text.Json;

namespace ExPool.Benchmarks.Reports;

/// <summary>The object <c>machine</c> of the documents.</summary>
internal static class MachineJson
{
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
