using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using ExPool.Benchmarks.Growth;

namespace ExPool.Benchmarks.Reports;

/// <summary>The document of <c>growth --json</c>.</summary>
internal static class GrowthJson
{
    /// <summary>Writes the document.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="machine">Where was measured.</param>
    /// <param name="command">How the run was started.</param>
    /// <param name="date">When it began.</param>
    /// <param name="tables">What was measured.</param>
    public static void Write(
        Stream output,
        MachineDescription machine,
        string command,
        DateTimeOffset date,
        IReadOnlyList<GrowthTable> tables)
    {
        using Utf8JsonWriter json = new(output, MachineJson.Options);
        json.WriteStartObject();
        MachineJson.Write(json, machine);
        json.WriteString("command", command);
        json.WriteString("date", MachineJson.Text(date));
        json.WriteStartArray("tables");
        foreach (GrowthTable table in tables)
        {
            WriteTable(json, table);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTable(Utf8JsonWriter json, GrowthTable table)
    {
        json.WriteStartObject();
        json.WriteString("name", table.Series.Id);
        json.WriteString("title", table.Series.Title);
        json.WriteString("x", table.Series.XName);
        json.WriteString("unit", table.Series.Unit);
        json.WriteStartArray("rows");
        foreach (GrowthPoint point in table.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("x", point.X);
            json.WriteNumber("ours", Math.Round(point.Ours, 4));
            json.WriteNumber("NativeMemory", Math.Round(point.NativeMemory, 4));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (table.Series.ComparesRatios)
        {
            json.WriteNumber("ratioGrowth", Math.Round(table.RatioGrowth, 4));
        }

        json.WriteEndObject();
    }
}
