using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads all counters of an executive while it runs, so that no difference is ever negative.</summary>
/// <remarks>
/// Two passes: every free of all processors and tag records, then every allocation. A free is counted after its
/// allocation was, so what the second pass finds is at least what the first pass needs. Tags that were used between
/// the passes are looked at once more, each at one time. The keeper of the call sites that were decoded: one instance
/// for many snapshots is faster.
/// </remarks>
internal sealed class CounterReader(TableReader tables)
{
    /// <summary>The pass whose frees count.</summary>
    public const int FirstPass = 0;

    /// <summary>The pass whose allocations count.</summary>
    public const int SecondPass = 1;

    private const int Allocations = 0;
    private const int BytesAllocated = 1;
    private const int Frees = 2;
    private const int BytesFreed = 3;

    private readonly TrackerReader _trackers = new(tables);
    private readonly TagRecordReader _tags = new(tables);
    private readonly LookasideReader _lookasides = new(tables);
    private readonly DescriptorReader _descriptors = new(tables);
    private readonly Lock _lock = new();

    /// <summary>Takes a snapshot.</summary>
    /// <param name="origin">What it says it was taken of.</param>
    public PoolSnapshot Read(SnapshotOrigin origin)
    {
        lock (_lock)
        {
            for (int attempt = 1; ; attempt++)
            {
                PoolRoot root = tables.ReadRoot();
                CounterTable table = new((int)root.TagCount);
                string?[] callSites = new string?[Math.Max(16, (int)root.TagCount)];
                _trackers.AddAll(table, FirstPass);
                _tags.AddAll(table, FirstPass, ref callSites);
                Interlocked.MemoryBarrier();
                int processorCount = _trackers.AddAll(table, SecondPass);
                _tags.AddAll(table, SecondPass, ref callSites);
                new CounterSharpener(tables, _trackers.Entries).Sharpen(table);
                int torn = FindNegative(table);
                if (torn < 0)
                {
                    return Build(origin, table, callSites, processorCount);
                }

                if (attempt == SnapshotLimits.RetryCount)
                {
                    throw Negative(table, torn);
                }
            }
        }
    }

    /// <summary>A row with more frees than allocations; -1 when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FindNegative(CounterTable table)
    {
        for (int row = 0; row < table.Count; row++)
        {
            if (IsNegative(table, row, PoolKind.NonPaged) || IsNegative(table, row, PoolKind.Paged))
            {
                return row;
            }
        }

        return -1;
    }

    private static bool IsNegative(CounterTable table, int row, PoolKind kind)
    {
        ReadOnlySpan<ulong> frees = table.Sums(row, kind, FirstPass);
        ReadOnlySpan<ulong> allocations = table.Sums(row, kind, SecondPass);
        return allocations[Allocations] < frees[Frees] || allocations[BytesAllocated] < frees[BytesFreed];
    }

    private static SnapshotFormatException Negative(CounterTable table, int row)
    {
        PoolKind kind = IsNegative(table, row, PoolKind.NonPaged) ? PoolKind.NonPaged : PoolKind.Paged;
        ReadOnlySpan<ulong> frees = table.Sums(row, kind, FirstPass);
        ReadOnlySpan<ulong> sums = table.Sums(row, kind, SecondPass);
        return new SnapshotFormatException(
            $"The counters of tag '{new PoolTag(table.Tags[row])}' in {kind} pool are damaged: {sums[Allocations]} "
            + $"allocations of {sums[BytesAllocated]} bytes, {frees[Frees]} frees of {frees[BytesFreed]} bytes; "
            + "expected no more frees than allocations.");
    }

    private PoolSnapshot Build(SnapshotOrigin origin, CounterTable table, string?[] callSites, int processorCount)
    {
        // The sizes of the pools are read last, so that a peak is not below what the tags show by much.
        PoolRoot root = tables.ReadRoot();
        ImmutableArray<LookasideUsage> nonPaged = LookasideSums.ReadAll(tables, _lookasides, root.NonPaged);
        ImmutableArray<LookasideUsage> paged = LookasideSums.ReadAll(tables, _lookasides, root.Paged);
        return new PoolSnapshot
        {
            Origin = origin,
            CapturedAt = DateTimeOffset.UtcNow,
            StartedAt = root.StartedAt,
            NonPaged = BuildUsage(root.NonPaged, table, nonPaged),
            Paged = BuildUsage(root.Paged, table, paged),
            Tags = BuildTags(table, callSites),
            Processes = new ProcessReader(tables).Read(root),
            Lookasides = [.. nonPaged, .. paged, .. new GeneralLookasideReader(tables).Read(root)],
            ProcessorCount = processorCount,
            Stop = root.Stop,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PoolUsage BuildUsage(PoolArea area, CounterTable table, ImmutableArray<LookasideUsage> lookasides)
    {
        ulong pageByteCount = (ulong)tables.Layout.Block.PageByteCount;
        ulong allocations = 0;
        ulong frees = 0;
        ulong bytes = 0;
        ulong keptBytes = 0;
        foreach (LookasideUsage lookaside in lookasides)
        {
            keptBytes = unchecked(keptBytes + lookaside.HeldBytes);
        }

        for (int row = 0; row < table.Count; row++)
        {
            PoolCounters counters = Counters(table, row, area.Kind);
            unchecked
            {
                allocations += counters.Allocations;
                frees += counters.Frees;
                bytes += counters.BytesInUse;
            }
        }

        return new PoolUsage
        {
            Kind = area.Kind,
            BytesInUse = area.PagesInUse * pageByteCount,
            PeakBytes = Math.Max(area.PeakPagesInUse, area.PagesInUse) * pageByteCount,
            ChargedBytes = bytes,
            CommittedBytes = (area.CommittedPageCount - area.ForeignPageCount) * pageByteCount,
            LockedBytes = area.Kind == PoolKind.NonPaged ? area.LockedByteCount : null,
            MaximumBytes = area.MaximumPageCount * pageByteCount,
            Allocations = allocations,
            Frees = frees,
            Failures = area.Failures,
            LookasideBytes = keptBytes,
            CachedBytes = area.CachedPageCount * pageByteCount,
            ReturnedBytes = area.ReturnedPageCount * pageByteCount,
            PageLockWaits = area.LockWaits,
            Descriptors = _descriptors.ReadAll(area),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ImmutableArray<TagUsage> BuildTags(CounterTable table, string?[] callSites)
    {
        // Sorted by characters: a number whose highest byte is the first character orders as PoolTag does.
        // The row rides in the lower half, so that one array of a plain type is sorted.
        ulong[] keys = new ulong[table.Count];
        for (int row = 0; row < keys.Length; row++)
        {
            keys[row] = ((ulong)BinaryPrimitives.ReverseEndianness(table.Tags[row]) << 32) | (uint)row;
        }

        Array.Sort(keys);
        TagUsage[] tags = new TagUsage[keys.Length];
        int count = 0;
        foreach (ulong key in keys)
        {
            int row = unchecked((int)key);
            PoolCounters nonPaged = Counters(table, row, PoolKind.NonPaged);
            PoolCounters paged = Counters(table, row, PoolKind.Paged);
            if (!nonPaged.IsUnused || !paged.IsUnused)
            {
                string? callSite = row < callSites.Length ? callSites[row] : null;
                tags[count++] = new TagUsage(new PoolTag(table.Tags[row]), nonPaged, paged, callSite);
            }
        }

        return count == tags.Length
            ? ImmutableCollectionsMarshal.AsImmutableArray(tags)
            : ImmutableArray.Create(tags, 0, count);
    }

    private static PoolCounters Counters(CounterTable table, int row, PoolKind kind)
    {
        ReadOnlySpan<ulong> frees = table.Sums(row, kind, FirstPass);
        ReadOnlySpan<ulong> allocations = table.Sums(row, kind, SecondPass);
        return new PoolCounters(
            allocations[Allocations], frees[Frees], allocations[BytesAllocated] - frees[BytesFreed]);
    }
}
