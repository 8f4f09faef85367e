using System.Collections.Immutable;
using System.Text.Json;
using ExPool.Inspection.Analysis;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>vm --json</c>.</summary>
internal static class VmJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="moniker">What was captured.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="nonPaged">How nonpaged pool is cut up; <see langword="null"/> when not known.</param>
    /// <param name="paged">How paged pool is cut up; <see langword="null"/> when not known.</param>
    /// <param name="memory">The machine's memory; <see langword="null"/> where the pools are a process's.</param>
    public static void Write(
        Utf8JsonWriter json,
        string moniker,
        PoolSnapshot snapshot,
        Fragmentation? nonPaged,
        Fragmentation? paged,
        MemoryReport? memory = null)
    {
        json.WriteStartObject();
        SnapshotJson.WriteOrigin(json, moniker, snapshot);
        WritePool(json, "nonPaged", snapshot.NonPaged, nonPaged);
        WritePool(json, "paged", snapshot.Paged, paged);
        if (memory is not null)
        {
            MemoryJson.Write(json, "memory", memory);
            MachineStateJson.WriteConditions(json, memory.Conditions);
        }

        json.WriteEndObject();
    }

    private static void WritePool(Utf8JsonWriter json, string name, PoolUsage usage, Fragmentation? fragmentation)
    {
        json.WriteStartObject(name);
        SnapshotJson.WriteSizes(json, usage);
        json.WriteStartArray("descriptors");
        foreach (DescriptorUsage descriptor in usage.Descriptors)
        {
            WriteDescriptor(json, descriptor);
        }

        json.WriteEndArray();
        if (fragmentation is null)
        {
            json.WriteNull("fragmentation");
        }
        else
        {
            WriteFragmentation(json, fragmentation);
        }

        json.WriteEndObject();
    }

    private static void WriteDescriptor(Utf8JsonWriter json, DescriptorUsage descriptor)
    {
        json.WriteStartObject();
        json.WriteNumber("index", descriptor.Index);
        json.WriteNumber("pages", descriptor.Pages);
        json.WriteNumber("bigPages", descriptor.BigPages);
        json.WriteNumber("bytesInUse", descriptor.BytesInUse);
        json.WriteNumber("allocations", descriptor.Allocations);
        json.WriteNumber("frees", descriptor.Frees);
        json.WriteNumber("lockWaits", descriptor.LockWaits);
        json.WriteNullable("lockWaitsPerThousand", descriptor.LockWaitsPerThousand, digits: 3);
        json.WriteNumber("freeBytes", descriptor.FreeBytes);
        json.WriteNumber("longestFreeBytes", descriptor.LongestFreeBytes);
        json.WriteEndObject();
    }

    private static void WriteFragmentation(Utf8JsonWriter json, Fragmentation found)
    {
        json.WriteStartObject("fragmentation");
        json.WriteNumber("smallPageBytes", found.SmallPageBytes);
        json.WriteNumber("freeBytesInPages", found.FreeBytesInPages);
        json.WriteNullable("internalRatio", found.InternalRatio, digits: 6);
        json.WriteNumber("freeRunBytes", found.FreeRunBytes);
        json.WriteNumber("largestRunBytes", found.LargestRunBytes);
        json.WriteNullable("externalRatio", found.ExternalRatio, digits: 6);
        WriteBuckets(json, "freeBlocks", found.FreeBlocks);
        WriteBuckets(json, "freeRuns", found.FreeRuns);
        json.WriteEndObject();
    }

    private static void WriteBuckets(Utf8JsonWriter json, string name, ImmutableArray<SizeBucket> buckets)
    {
        json.WriteStartArray(name);
        foreach (SizeBucket bucket in buckets)
        {
            json.WriteStartObject();
            json.WriteNumber("minimumBytes", bucket.MinimumByteCount);
            json.WriteNumber("count", bucket.Count);
            json.WriteNumber("bytes", bucket.ByteCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
