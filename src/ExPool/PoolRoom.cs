using System;

namespace ExPool;

/// <summary>How much of a pool is left, and from when on that is little or plenty.</summary>
/// <param name="Kind">The pool.</param>
/// <param name="FreeByteCount">Bytes of whole pages that may still be given out: maximum - in use.</param>
/// <param name="MaximumByteCount">The most bytes that the pool may have.</param>
/// <remarks>NT's rule for LowNonPagedPoolCondition and its like (docs/sources.md#memory-thresholds): low below
/// LowByteCount, high above HighByteCount, in between neither. So a pool whose use wanders about one of them does not
/// change between low and high.</remarks>
public readonly record struct PoolRoom(PoolKind Kind, ulong FreeByteCount, ulong MaximumByteCount)
{
    private const ulong Megabyte = 1 << 20;

    /// <summary>Free bytes below which the pool is low: 8 MB or a third of nonpaged, 30 MB or a fifth of paged pool,
    /// the less of both.</summary>
    public ulong LowByteCount => Kind == PoolKind.Paged ? Share(30, 1, 5) : Share(8, 1, 3);

    /// <summary>Free bytes above which it is high: 20 MB or half of nonpaged, 60 MB or two fifths of paged pool, the
    /// less of both.</summary>
    public ulong HighByteCount => Kind == PoolKind.Paged ? Share(60, 2, 5) : Share(20, 1, 2);

    /// <summary>Whether little is left.</summary>
    public bool IsLow => FreeByteCount < LowByteCount;

    /// <summary>Whether plenty is left.</summary>
    public bool IsHigh => FreeByteCount > HighByteCount;

    private ulong Share(ulong megabytes, ulong numerator, ulong denominator) =>
        Math.Min(megabytes * Megabyte, (ulong)((UInt128)MaximumByteCount * numerator / denominator));
}
