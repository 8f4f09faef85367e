using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Numerics;
using ExPool.Snapshots;

namespace ExPool.Inspection.Analysis;

/// <summary>How the free memory of a pool is cut up: inside of its pages, and between them.</summary>
/// <remarks>
/// InternalRatio = FreeBytesInPages / SmallPageBytes: what pages of small blocks hold and nobody uses.
/// ExternalRatio = 1 - LargestRunBytes / FreeRunBytes: what a request for all free pages together could not have.
/// </remarks>
public sealed record Fragmentation
{
    private const ulong PageByteCount = 4096;   // of every pool page, on every machine

    /// <summary>Bytes of the pages that hold small blocks.</summary>
    public required ulong SmallPageBytes { get; init; }

    /// <summary>Bytes of these pages in free blocks, with their headers, or in holes too small for one.</summary>
    public required ulong FreeBytesInPages { get; init; }

    /// <summary>Free blocks in these pages by size, the smallest first; sizes without any are left out.</summary>
    public required ImmutableArray<SizeBucket> FreeBlocks { get; init; }

    /// <summary>Bytes of free pages.</summary>
    public required ulong FreeRunBytes { get; init; }

    /// <summary>Bytes of the longest run of free pages.</summary>
    public required ulong LargestRunBytes { get; init; }

    /// <summary>Runs of free pages by length, the shortest first; lengths without any are left out.</summary>
    public required ImmutableArray<SizeBucket> FreeRuns { get; init; }

    /// <summary>The part of the small blocks' pages that is free, 0..1; <see langword="null"/> without pages.</summary>
    public double? InternalRatio => SmallPageBytes == 0 ? null : (double)FreeBytesInPages / SmallPageBytes;

    /// <summary>
    /// The part of the free pages outside of the longest run, 0..1; <see langword="null"/> without free pages.
    /// </summary>
    public double? ExternalRatio => FreeRunBytes == 0 ? null : 1 - ((double)LargestRunBytes / FreeRunBytes);

    /// <summary>Measures the blocks of one pool.</summary>
    /// <param name="blocks">All of them in the order of addresses, as a <see cref="PoolReader"/> lists them.</param>
    public static Fragmentation Measure(IEnumerable<PoolBlockInfo> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        SizeBucket[] freeBlocks = new SizeBucket[64];
        SizeBucket[] freeRuns = new SizeBucket[64];
        ulong pageCount = 0;
        ulong largest = 0;
        ulong lastPage = ulong.MaxValue;
        foreach (PoolBlockInfo block in blocks)
        {
            if (!block.IsBig)
            {
                ulong page = block.Address / PageByteCount;
                pageCount += page != lastPage ? 1UL : 0;
                lastPage = page;
            }

            if (block is { State: PoolBlockState.Free, ByteCount: > 0 })
            {
                Add(block.IsBig ? freeRuns : freeBlocks, block.ByteCount);
                largest = block.IsBig ? Math.Max(largest, block.ByteCount) : largest;
            }
        }

        return new Fragmentation
        {
            SmallPageBytes = pageCount * PageByteCount,
            FreeBytesInPages = Sum(freeBlocks),
            FreeBlocks = Used(freeBlocks),
            FreeRunBytes = Sum(freeRuns),
            LargestRunBytes = largest,
            FreeRuns = Used(freeRuns),
        };
    }

    private static void Add(SizeBucket[] buckets, ulong byteCount)
    {
        int power = BitOperations.Log2(byteCount);
        buckets[power] = new SizeBucket(1UL << power, buckets[power].Count + 1, buckets[power].ByteCount + byteCount);
    }

    private static ulong Sum(SizeBucket[] buckets)
    {
        ulong sum = 0;
        foreach (SizeBucket bucket in buckets)
        {
            sum += bucket.ByteCount;
        }

        return sum;
    }

    private static ImmutableArray<SizeBucket> Used(SizeBucket[] buckets) =>
        [.. Array.FindAll(buckets, static bucket => bucket.Count > 0)];
}
