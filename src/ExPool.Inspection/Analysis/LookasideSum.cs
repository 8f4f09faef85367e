using System;
using System.Collections.Generic;
using ExPool.Snapshots;

namespace ExPool.Inspection.Analysis;

/// <summary>What the look-aside lists of one pool did together.</summary>
/// <param name="Kind">The pool.</param>
/// <param name="ListCount">Sizes that have a row.</param>
/// <param name="Depth">Blocks in the processors' lists now.</param>
/// <param name="SharedDepth">Blocks in the shared lists now.</param>
/// <param name="Limit">Blocks that the processors' lists may hold now.</param>
/// <param name="HeldBytes">Bytes of all blocks in lists.</param>
/// <param name="TotalAllocates">Allocations asked of them.</param>
/// <param name="AllocateMisses">Allocations that went on, to a shared list or the pool.</param>
/// <param name="TotalFrees">Frees given to them.</param>
/// <param name="FreeMisses">Frees that went on, to a shared list or the pool.</param>
public readonly record struct LookasideSum(
    PoolKind Kind,
    int ListCount,
    ulong Depth,
    ulong SharedDepth,
    ulong Limit,
    ulong HeldBytes,
    ulong TotalAllocates,
    ulong AllocateMisses,
    ulong TotalFrees,
    ulong FreeMisses)
{
    /// <summary>Adds up the rows of one pool.</summary>
    /// <param name="rows">Rows of any pool.</param>
    /// <param name="kind">The pool whose rows count.</param>
    public static LookasideSum Of(IEnumerable<LookasideUsage> rows, PoolKind kind)
    {
        ArgumentNullException.ThrowIfNull(rows);
        LookasideSum sum = new() { Kind = kind };
        foreach (LookasideUsage row in rows)
        {
            sum = row.Kind == kind ? sum.Add(row) : sum;
        }

        return sum;
    }

    /// <summary>The part of the allocations that was served, 0..1; <see langword="null"/> before the first.</summary>
    public double? AllocateHitRate => LookasideUsage.HitRate(TotalAllocates, AllocateMisses);

    /// <summary>The part of the frees that was taken, 0..1; <see langword="null"/> before the first.</summary>
    public double? FreeHitRate => LookasideUsage.HitRate(TotalFrees, FreeMisses);

    private LookasideSum Add(LookasideUsage row) => unchecked(new(
        Kind,
        ListCount + 1,
        Depth + row.Depth,
        SharedDepth + row.SharedDepth,
        Limit + row.Limit,
        HeldBytes + row.HeldBytes,
        TotalAllocates + row.TotalAllocates,
        AllocateMisses + row.AllocateMisses,
        TotalFrees + row.TotalFrees,
        FreeMisses + row.FreeMisses));
}
