using System;
using System.Collections.Generic;
using System.Text.Json;
using ExPool.Ke;
using ExPool.Model;

namespace ExPool.Cli.Json;

/// <summary>What a machine says about its state: the event log, and the conditions of memory.</summary>
internal static class MachineStateJson
{
    /// <summary>Writes an event log.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="name">The property.</param>
    /// <param name="report">The event log.</param>
    public static void WriteEntries(Utf8JsonWriter json, string name, EventLogReport report)
    {
        json.WriteStartArray(name);
        foreach (EventLogEntry entry in report.Entries)
        {
            json.WriteStartObject();
            json.WriteRounded("seconds", entry.Time.TotalSeconds, 7);
            json.WriteString("source", entry.Source);
            json.WriteNumber("id", entry.Id);
            json.WriteString("severity", JsonNamingPolicy.CamelCase.ConvertName(entry.Severity.ToString()));
            json.WriteString("status", entry.Status == NtStatus.Success ? null : $"0x{(uint)entry.Status:X8}");
            json.WriteString("text", entry.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("overwrittenEntries", report.OverwrittenCount);
    }

    /// <summary>Writes the conditions.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="conditions">The conditions.</param>
    public static void WriteConditions(Utf8JsonWriter json, IEnumerable<MemoryCondition> conditions)
    {
        json.WriteStartArray("conditions");
        foreach (MemoryCondition condition in conditions)
        {
            json.WriteStartObject();
            json.WriteString("name", condition.Name);
            json.WriteBoolean("isSet", condition.IsSet);
            json.WriteNumber("thresholdBytes", condition.ThresholdByteCount);
            WriteSeconds(json, "setAtSeconds", condition.SetAt);
            WriteSeconds(json, "resetAtSeconds", condition.ResetAt);
            json.WriteNumber("setCount", condition.SetCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? time) =>
        json.WriteNullable(name, time?.TotalSeconds, digits: 7);
}
