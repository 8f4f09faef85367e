using System;
using System.Text.Json;
using ExPool.Cli.Demo;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>demo --json</c>.</summary>
internal static class DemoJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="result">What was found and what was planted.</param>
    public static void Write(Utf8JsonWriter json, DemoResult result)
    {
        LeakReport report = result.Report;
        json.WriteStartObject();
        json.WriteNumber("seed", result.Plan.Seed);
        json.WriteNumber("seconds", result.Plan.Time.TotalSeconds);
        json.WriteNumber("processId", result.ProcessId);
        json.WriteRounded("observedSeconds", report.Observed.TotalSeconds, 3);
        json.WriteNumber("snapshots", report.SnapshotCount);
        if (report.Leaks.IsEmpty)
        {
            json.WriteNull("leak");
        }
        else
        {
            json.WritePropertyName("leak");
            WriteLeak(json, report.Leaks[0]);
        }

        json.WriteStartArray("leaks");
        foreach (LeakVerdict leak in report.Leaks)
        {
            WriteLeak(json, leak);
        }

        json.WriteEndArray();
        PlantedJson.Write(json, result.Planted);
        json.WriteStartArray("tags");
        foreach (TagTrend trend in report.Trends)
        {
            WriteTrend(json, trend);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLeak(Utf8JsonWriter json, LeakVerdict leak)
    {
        json.WriteStartObject();
        json.WriteString("tag", leak.Tag.ToString());
        json.WriteString("pool", JsonDocumentWriter.NameOf(leak.Kind));
        json.WriteRounded("bytesPerSecond", leak.BytesPerSecond, 1);
        json.WriteRounded("blocksPerSecond", leak.BlocksPerSecond, 2);
        json.WriteRounded("confidence", leak.Confidence, 3);
        json.WriteString("callSite", leak.CallSite);
        json.WriteString("reason", leak.Reason);
        if (leak.TimeToExhaustion is { } time)
        {
            json.WriteRounded("secondsToExhaustion", time.TotalSeconds, 0);
        }
        else
        {
            json.WriteNull("secondsToExhaustion");
        }

        json.WriteEndObject();
    }

    private static void WriteTrend(Utf8JsonWriter json, TagTrend trend)
    {
        json.WriteStartObject();
        json.WriteString("tag", trend.Tag.ToString());
        json.WriteString("pool", JsonDocumentWriter.NameOf(trend.Kind));
        json.WriteString("shape", JsonNamingPolicy.CamelCase.ConvertName(Enum.GetName(trend.Shape) ?? "unknown"));
        json.WriteRounded("bytesPerSecond", trend.BytesPerSecond, 1);
        json.WriteRounded("blocksPerSecond", trend.BlocksPerSecond, 2);
        WriteCounters(json, "first", trend.First);
        WriteCounters(json, "last", trend.Last);
        json.WriteEndObject();
    }

    private static void WriteCounters(Utf8JsonWriter json, string name, PoolCounters counters)
    {
        json.WriteStartObject(name);
        json.WriteNumber("allocations", counters.Allocations);
        json.WriteNumber("frees", counters.Frees);
        json.WriteNumber("outstanding", counters.Outstanding);
        json.WriteNumber("bytes", counters.BytesInUse);
        json.WriteEndObject();
    }
}
