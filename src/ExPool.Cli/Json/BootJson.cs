using System.Collections.Generic;
using System.Text.Json;
using ExPool.Cli.Booting;
using ExPool.Cli.Screens;
using ExPool.Model;
using ExPool.Model.Mm;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>boot --json</c>.</summary>
internal static class BootJson
{
    private const int MostSamples = 100;

    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="result">What happened.</param>
    public static void Write(Utf8JsonWriter json, BootResult result)
    {
        json.WriteStartObject();
        WriteMachine(json, result.Options);
        json.WriteRounded("seconds", result.Time.TotalSeconds, 7);
        json.WriteRounded("hostSeconds", result.HostSeconds, 3);
        json.WriteBoolean("found", result.IsFound);
        json.WriteStartArray("notes");
        foreach (string note in result.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteString("verdict", BootScreen.Verdict(result));
        if (result.Stop is { } stop)
        {
            SnapshotJson.WriteStop(json, stop);
        }
        else
        {
            json.WriteNull("stop");
        }

        SnapshotJson.WritePools(json, result.Final);
        MemoryJson.Write(json, "memory", result.Memory);
        MachineStateJson.WriteConditions(json, result.Memory.Conditions);
        WriteSamples(json, result);
        WriteEvents(json, result.Events);
        json.WriteNumber("droppedEvents", result.DroppedEvents);
        MachineStateJson.WriteEntries(json, "eventLog", result.EventLog);
        WriteTags(json, result);
        json.WriteEndObject();
    }

    private static void WriteMachine(Utf8JsonWriter json, BootOptions options)
    {
        ComputerOptions machine = options.Machine;
        json.WriteStartObject("machine");
        json.WriteString("name", machine.Name);
        json.WriteString("operatingSystem", machine.OperatingSystem);
        json.WriteString("architecture", machine.Architecture);
        json.WriteNumber("physicalBytes", machine.PhysicalByteCount);
        json.WriteNumber("processors", machine.ProcessorCount);
        json.WriteBoolean("pae", machine.Switches.Pae);
        json.WriteBoolean("threeGigabytes", machine.Switches.ThreeGigabytes);
        json.WriteNullable("userVaMegabytes", (ulong?)machine.Switches.UserVaMegabytes);
        json.WriteString("edition", machine.Switches.Edition);
        json.WriteNumber("memoryHoleBytes", machine.Switches.MemoryHoleByteCount);
        json.WriteBoolean("remapsMemoryHole", machine.Switches.RemapsMemoryHole);
        json.WriteStartObject("registry");
        foreach ((string name, ulong value) in machine.Switches.Registry)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteStartArray("pagingFiles");
        foreach (PagingFileOptions file in machine.PagingFiles)
        {
            json.WriteStartObject();
            json.WriteNumber("minimumBytes", file.MinimumByteCount);
            json.WriteNumber("maximumBytes", file.MaximumByteCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("seed", machine.Seed);
        json.WriteStartArray("drivers");
        foreach (string driver in options.Drivers)
        {
            json.WriteStringValue(driver);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSamples(Utf8JsonWriter json, BootResult result)
    {
        json.WriteStartArray("samples");
        foreach (BootSample sample in BootHistory.Choose(result.Samples, MostSamples))
        {
            json.WriteStartObject();
            json.WriteNullable("nonPagedBytes", sample.NonPaged.BytesInUse);
            json.WriteNullable("pagedBytes", sample.Paged.BytesInUse);
            json.WriteNullable("pagedResidentBytes", sample.Paged.ResidentBytes);
            json.WriteNullable("nonPagedFailures", sample.NonPaged.Failures);
            json.WriteNullable("pagedFailures", sample.Paged.Failures);
            MemoryJson.Write(json, "memory", sample.Memory);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what happened.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="events">What happened.</param>
    public static void WriteEvents(Utf8JsonWriter json, IEnumerable<BootEvent> events)
    {
        json.WriteStartArray("events");
        foreach (BootEvent found in events)
        {
            json.WriteStartObject();
            json.WriteRounded("seconds", found.Time.TotalSeconds, 7);
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(found.Kind.ToString()));
            json.WriteString("text", found.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTags(Utf8JsonWriter json, BootResult result)
    {
        json.WriteStartArray("tags");
        foreach (TagUsage tag in result.Final.Tags)
        {
            json.WriteStartObject();
            json.WriteString("tag", tag.Tag.ToString());
            json.WriteNumber("nonPagedBytes", tag.NonPaged.BytesInUse);
            json.WriteNumber("pagedBytes", tag.Paged.BytesInUse);
            json.WriteString("callSite", tag.CallSite);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
