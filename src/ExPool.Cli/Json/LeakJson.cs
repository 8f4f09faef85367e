using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Leaking;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>leak --json</c>.</summary>
internal static class LeakJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="source">What leaked, as it was typed.</param>
    /// <param name="options">What was to be leaked.</param>
    /// <param name="outcome">What was reached.</param>
    public static void Write(Utf8JsonWriter json, string source, LeakOptions options, LeakOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("source", source);
        json.WriteString("tag", options.Tag.ToString());
        json.WriteString("type", JsonDocumentWriter.NameOf(options.Kind));
        json.WriteNumber("bytesPerSecond", options.BytesPerSecond);
        json.WriteNumber("blockBytes", options.BlockByteCount);
        json.WriteString("end", JsonNamingPolicy.CamelCase.ConvertName(outcome.End.ToString()));
        json.WriteString("limitedBy", BoundText.Name(outcome.LimitedBy));
        json.WriteNumber("blocks", outcome.BlockCount);
        json.WriteNumber("bytes", outcome.ByteCount);
        json.WriteRounded("seconds", outcome.Time.TotalSeconds, 3);
        json.WriteNullable("poolBytesBefore", outcome.BytesBefore);
        json.WriteNullable("poolBytesAtEnd", outcome.BytesAtEnd);
        json.WriteNullable("poolBytesAfter", outcome.BytesAfter);
        BootJson.WriteEvents(json, outcome.Events);
        json.WriteString("savedAs", outcome.SavedAs);
        json.WriteEndObject();
    }
}
