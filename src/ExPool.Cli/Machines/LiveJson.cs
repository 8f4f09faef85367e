using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ExPool.Cli.Machines;

/// <summary>Makes JSON of counters, and counters of JSON, without reflection.</summary>
[JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true, Converters = [typeof(TagConverter)])]
[JsonSerializable(typeof(LiveCounters))]
[JsonSerializable(typeof(LiveReach))]
[JsonSerializable(typeof(LiveDriver))]
internal sealed partial class LiveJson : JsonSerializerContext
{
    /// <summary>A tag is a number: not every one is a text that could be read back.</summary>
    internal sealed class TagConverter : JsonConverter<PoolTag>
    {
        /// <inheritdoc/>
        public override PoolTag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetUInt32());

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, PoolTag value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }
}
