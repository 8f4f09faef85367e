using System.Text.Json;
using ExPool.Cli.Demo;

namespace ExPool.Cli.Json;

/// <summary>What the demo's worker planted: its line when it is ready, and a part of the demo's document.</summary>
internal static class PlantedJson
{
    /// <summary>Writes the worker's line.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="plan">What the worker does.</param>
    public static void WriteReady(Utf8JsonWriter json, DemoPlan plan)
    {
        json.WriteStartObject();
        json.WriteBoolean("ready", true);
        Write(json, plan.Leak);
        json.WriteEndObject();
    }

    /// <summary>Writes what was planted, or null.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="leak">The leak.</param>
    public static void Write(Utf8JsonWriter json, DemoLeak? leak)
    {
        if (leak is null)
        {
            json.WriteNull("planted");
            return;
        }

        json.WriteStartObject("planted");
        json.WriteString("tag", leak.Tag.ToString());
        json.WriteString("pool", JsonDocumentWriter.NameOf(leak.Kind));
        json.WriteNumber("blockBytes", leak.BlockByteCount);
        json.WriteNumber("bytesPerSecond", leak.BytesPerSecond);
        json.WriteEndObject();
    }

    /// <summary>Reads the worker's line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="planted">What was planted; <see langword="null"/> for nothing.</param>
    /// <returns><see langword="false"/> when it is no such line.</returns>
    public static bool TryRead(string line, out DemoLeak? planted)
    {
        planted = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("planted", out JsonElement leak))
            {
                return false;
            }

            if (leak.ValueKind == JsonValueKind.Object)
            {
                planted = new(
                    new PoolTag(leak.GetProperty("tag").GetString() ?? ""),
                    leak.GetProperty("pool").GetString() == "paged" ? PoolKind.Paged : PoolKind.NonPaged,
                    leak.GetProperty("blockBytes").GetInt32(),
                    leak.GetProperty("bytesPerSecond").GetDouble());
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
