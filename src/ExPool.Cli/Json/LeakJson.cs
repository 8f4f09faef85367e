using System.Text.Json;
using ExPool.Cli.Leaking;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>leak --json</c>.</summary>
internal static class LeakJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="options">What was to be leaked.</param>
    /// <param name="outcome">What was reached.</param>
    public static void Write(Utf8JsonWriter json, LeakOptions options, LeakOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("tag", options.Tag.ToString());
        json.WriteString("type", JsonDocumentWriter.NameOf(options.Kind));
        json.WriteNumber("bytesPerSecond", options.BytesPerSecond);
        json.WriteNumber("blockBytes", options.BlockByteCount);
        json.WriteString("end", outcome.End switch
        {
            LeakEnd.Exhausted => "exhausted",
            LeakEnd.Limit => "limit",
            _ => "stopped",
        });
        json.WriteNumber("blocks", outcome.BlockCount);
        json.WriteNumber("bytes", outcome.ByteCount);
        json.WriteRounded("seconds", outcome.Time.TotalSeconds, 3);
        json.WriteEndObject();
    }
}
