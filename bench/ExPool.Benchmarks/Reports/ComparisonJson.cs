using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.Reports;

/// <summary>The document of <c>compare --json</c>.</summary>
internal static class ComparisonJson
{
    /// <summary>Writes the document.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">What a run found out.</param>
    public static void Write(Stream output, ComparisonReport report)
    {
        using Utf8JsonWriter json = new(output, MachineJson.Options);
        json.WriteStartObject();
        MachineJson.Write(json, report.Machine);
        json.WriteString("command", report.Command);
        json.WriteString("date", MachineJson.Text(report.Date));
        WritePlan(json, report.Plan);
        json.WriteStartArray("rows");
        foreach (RowResult result in report.Results)
        {
            WriteRow(json, result);
        }

        json.WriteEndArray();
        json.WriteStartArray("missing");
        foreach (MissingPeer missing in report.Missing)
        {
            json.WriteStartObject();
            json.WriteString("name", missing.Name);
            json.WriteString("reason", missing.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePlan(Utf8JsonWriter json, MeasurePlan plan)
    {
        json.WriteStartObject("plan");
        json.WriteNumber("rounds", plan.Pairs > 0 ? plan.Pairs : plan.Rounds);
        json.WriteBoolean("inPairs", plan.Pairs > 0);
        json.WriteNumber("sampleMilliseconds", plan.SampleLength.TotalMilliseconds);
        json.WriteNumber("idleSeconds", plan.Idle.TotalSeconds);
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, RowResult result)
    {
        json.WriteStartObject();
        json.WriteString("work", result.Row.Id);
        json.WriteString("unit", result.Row.Unit);
        if (result.Note is not null)
        {
            json.WriteString("note", result.Note);
        }

        WriteValue(json, PeerBook.OursName, result[PeerBook.OursName]);
        json.WriteStartObject("peers");
        foreach ((string name, double value) in result.Values)
        {
            if (name is not (PeerBook.OursName or PeerBook.HarnessName))
            {
                WriteValue(json, name, value);
            }
        }

        json.WriteEndObject();
        if (result[PeerBook.HarnessName] is { } harness)
        {
            WriteValue(json, PeerBook.HarnessName, harness);
        }

        if (result.Row.Goal is not null)
        {
            WriteGoal(json, result);
        }

        if (result.Ratios.Count > 0)
        {
            WriteRatios(json, result.Ratios);
        }

        json.WriteEndObject();
    }

    private static void WriteGoal(Utf8JsonWriter json, RowResult result)
    {
        json.WriteStartObject("goal");
        foreach (GoalPart part in result.Row.Goal!.Parts)
        {
            string name = part.Reference switch
            {
                GoalReference.None => "atLeast",
                GoalReference.NativeMemory => "ofNativeMemory",
                GoalReference.Mimalloc => "ofMimalloc",
                _ => "ofBestNative",
            };
            json.WriteNumber(name, part.Limit);
        }

        if (result.Holds is { } holds)
        {
            json.WriteBoolean("holds", holds);
        }
        else
        {
            json.WriteNull("holds");
        }

        json.WriteEndObject();
    }

    private static void WriteRatios(Utf8JsonWriter json, IReadOnlyDictionary<string, PairedRatio> ratios)
    {
        json.WriteStartObject("ratios");
        foreach ((string name, PairedRatio ratio) in ratios)
        {
            json.WriteStartObject(name);
            WriteValue(json, "median", ratio.Median);
            WriteValue(json, "low", ratio.Interval.Low);
            WriteValue(json, "high", ratio.Interval.High);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 4));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
