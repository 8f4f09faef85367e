using System.Collections.Generic;
using System.Text.Json;
using ExPool.Inspection.Live;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>list --json</c>.</summary>
internal static class ProcessListJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="processes">The processes.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<PoolProcess> processes)
    {
        json.WriteStartObject();
        json.WriteStartArray("processes");
        foreach (PoolProcess process in processes)
        {
            json.WriteStartObject();
            json.WriteNumber("processId", process.ProcessId);
            json.WriteString("command", process.Command);
            json.WriteString("pool", process.PoolName);
            if (process.StartedAt is { } startedAt)
            {
                json.WriteString("startedAt", startedAt);
            }
            else
            {
                json.WriteNull("startedAt");
            }

            json.WriteString("problem", process.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
