using System.Collections.Generic;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Model.Reaching;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>limits --reach --json</c>.</summary>
internal static class ReachJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="outcomes">What was computed and reached.</param>
    public static void Write(Utf8JsonWriter json, IEnumerable<ReachOutcome> outcomes)
    {
        json.WriteStartObject();
        json.WriteNumber("growthBytes", ReachOutcome.GrowthByteCount);
        json.WriteStartArray("trials");
        foreach (ReachOutcome outcome in outcomes)
        {
            json.WriteStartObject();
            json.WriteString("os", outcome.Trial.Profile.Name);
            json.WriteString("architecture", outcome.Trial.Profile.Architecture);
            json.WriteNumber("ramBytes", outcome.Trial.PhysicalByteCount);
            json.WriteString("pool", JsonDocumentWriter.NameOf(outcome.Trial.Kind));
            json.WriteNullable("maximumBytes", outcome.Computed.PolicyBytes);
            json.WriteNumber("reachableBytes", outcome.Computed.ReachableBytes);
            json.WriteString("boundBy", BoundText.Name(outcome.Computed.BoundBy));
            json.WriteNumber("inUseBytes", outcome.InUseBytes);
            json.WriteNumber("leakedBytes", outcome.LeakedBytes);
            json.WriteString("hitBound", BoundText.Name(outcome.HitBound));
            json.WriteBoolean("asComputed", outcome.IsAsComputed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
