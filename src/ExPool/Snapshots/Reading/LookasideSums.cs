using System;
using System.Collections.Immutable;

namespace ExPool.Snapshots.Reading;

/// <summary>Adds up the look-aside lists of one size and pool over the processors.</summary>
internal sealed class LookasideSums
{
    private ulong _depth;
    private ulong _sharedDepth;
    private ulong _limit;
    private ulong _capacity;
    private ulong _allocates;
    private ulong _allocateMisses;
    private ulong _frees;
    private ulong _freeMisses;
    private int _processorCount;

    /// <summary>Reads a row for each size of which a list was ever used, in the order of sizes.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="reader">What reads the lists.</param>
    /// <param name="area">The pool.</param>
    public static ImmutableArray<LookasideUsage> ReadAll(TableReader tables, LookasideReader reader, PoolArea area)
    {
        LookasideSums?[] sums = new LookasideSums?[tables.Layout.Lookaside.ClassCount];
        foreach (LookasideList list in reader.ReadAll(area))
        {
            (sums[list.Class] ??= new LookasideSums()).Add(list);
        }

        ImmutableArray<LookasideUsage>.Builder rows = ImmutableArray.CreateBuilder<LookasideUsage>();
        for (int number = 0; number < sums.Length; number++)
        {
            if (sums[number] is { } sum)
            {
                rows.Add(sum.ToUsage(area.Kind, LookasideReader.BlockByteCount(tables.Layout, number)));
            }
        }

        return rows.DrainToImmutable();
    }

    private void Add(in LookasideList list)
    {
        if (list.IsShared)
        {
            _sharedDepth += list.Depth;
            return;
        }

        unchecked
        {
            _depth += Math.Min(list.Depth, list.Capacity);
            _limit += Math.Min(list.Limit, list.Capacity);
            _capacity += list.Capacity;
            _allocates += list.Served + list.AllocateMisses;
            _allocateMisses += list.AllocateMisses;
            // What is in a list or left it, by whatever way, was brought in or freed to it.
            ulong taken = list.Depth + list.BlocksOut + list.Served - list.BlocksIn;
            _frees += ((long)taken > 0 ? taken : 0) + list.FreeMisses;
            _freeMisses += list.FreeMisses;
        }

        _processorCount++;
    }

    private LookasideUsage ToUsage(PoolKind kind, ulong blockByteCount) => new()
    {
        Kind = kind,
        BlockByteCount = blockByteCount,
        Depth = _depth,
        SharedDepth = _sharedDepth,
        Limit = _limit,
        MaximumDepth = _capacity,
        ProcessorCount = _processorCount,
        TotalAllocates = _allocates,
        AllocateMisses = _allocateMisses,
        TotalFrees = _frees,
        FreeMisses = _freeMisses,
    };
}
