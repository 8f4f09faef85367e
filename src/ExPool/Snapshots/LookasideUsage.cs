namespace ExPool.Snapshots;

/// <summary>What the look-aside lists of one size in one pool did, all processors together.</summary>
/// <remarks>
/// Each counter is the sum over the processors' lists, NT's GENERAL_LOOKASIDE; the shared list, where processors leave
/// what they have too much of, has no counters of its own. Of a list in use the counters are read one after another:
/// they agree with each other when it rests.
/// </remarks>
public sealed record LookasideUsage
{
    /// <summary>
    /// The tag its blocks carry; none for the pools' own lists, whose blocks carry their last owners' tags.
    /// </summary>
    public PoolTag Tag { get; init; }

    /// <summary>The pool the blocks come from.</summary>
    public required PoolKind Kind { get; init; }

    /// <summary>Bytes of a block as it is charged: with its header, or whole pages.</summary>
    public required ulong BlockByteCount { get; init; }

    /// <summary>Blocks in the processors' lists now.</summary>
    public required ulong Depth { get; init; }

    /// <summary>Blocks in the shared list now.</summary>
    public required ulong SharedDepth { get; init; }

    /// <summary>Blocks that the processors' lists may hold now; NT's Depth.</summary>
    public required ulong Limit { get; init; }

    /// <summary>Blocks that the processors' lists have slots for; what their limits may rise to as they are.</summary>
    public required ulong MaximumDepth { get; init; }

    /// <summary>Processors (on the host, threads) that ever used a list of this size; <see langword="null"/> for a
    /// program's list, which all of them share.</summary>
    public required int? ProcessorCount { get; init; }

    /// <summary>Allocations asked of it.</summary>
    public required ulong TotalAllocates { get; init; }

    /// <summary>Allocations that went on, to the shared list or the pool.</summary>
    public required ulong AllocateMisses { get; init; }

    /// <summary>Frees given to it.</summary>
    public required ulong TotalFrees { get; init; }

    /// <summary>Frees that went on, to the shared list or the pool.</summary>
    public required ulong FreeMisses { get; init; }

    /// <summary>Bytes of the blocks in the processors' lists and in the shared list.</summary>
    public ulong HeldBytes => unchecked((Depth + SharedDepth) * BlockByteCount);

    /// <summary>The part of the allocations that was served, 0..1; <see langword="null"/> before the first.</summary>
    public double? AllocateHitRate => HitRate(TotalAllocates, AllocateMisses);

    /// <summary>The part of the frees that was taken, 0..1; <see langword="null"/> before the first.</summary>
    public double? FreeHitRate => HitRate(TotalFrees, FreeMisses);

    /// <summary>The part of all requests that did not go on, 0..1; <see langword="null"/> before the first.</summary>
    /// <param name="total">All requests.</param>
    /// <param name="misses">Those that went on.</param>
    public static double? HitRate(ulong total, ulong misses) =>
        total == 0 ? null : misses >= total ? 0 : (double)(total - misses) / total;
}
