using System.Collections.Generic;
using System.Text.Json;
using ExPool.Cli.Counters;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>counters --json</c>.</summary>
internal static class CounterJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="moniker">What was captured.</param>
    /// <param name="counters">Which counters.</param>
    /// <param name="now">This look.</param>
    /// <param name="before">The one before; <see langword="null"/> at the first.</param>
    public static void Write(
        Utf8JsonWriter json,
        string moniker,
        IReadOnlyList<MemoryCounter> counters,
        CounterSample now,
        CounterSample? before)
    {
        json.WriteStartObject();
        SnapshotJson.WriteOrigin(json, moniker, now.Pools);
        json.WriteRounded("seconds", now.Memory.Time.TotalSeconds, 7);
        json.WriteStartArray("counters");
        foreach (MemoryCounter counter in counters)
        {
            json.WriteStartObject();
            json.WriteString("name", counter.Name);
            json.WriteString("type", JsonNamingPolicy.CamelCase.ConvertName(counter.Kind.ToString()));
            json.WriteNullable("value", counter.Value(now, before), digits: 6);
            json.WriteString("unit", CounterFact.Of(counter).Unit);
            json.WriteBoolean("inWindows", counter.IsOfWindows);
            json.WriteString("windowsField", CounterFact.Of(counter).Field);
            json.WriteString("explanation", counter.Explanation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
