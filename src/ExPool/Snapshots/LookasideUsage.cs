namespace ExPool.Snapshots;

/// <summary>The counters of one look-aside list, as in GENERAL_LOOKASIDE.</summary>
/// <remarks>The counters of a list that a program made are 32 bits wide in memory, as in NT, and wrap.</remarks>
/// <param name="Tag">The tag its blocks carry.</param>
/// <param name="Kind">The pool they come from.</param>
/// <param name="BlockByteCount">Bytes of a block.</param>
/// <param name="Depth">Blocks it may hold now.</param>
/// <param name="MaximumDepth">Blocks it may ever hold.</param>
/// <param name="TotalAllocates">Allocations asked of it.</param>
/// <param name="AllocateMisses">Allocations that went to the pool.</param>
/// <param name="TotalFrees">Frees given to it.</param>
/// <param name="FreeMisses">Frees that went to the pool.</param>
public sealed record LookasideUsage(
    PoolTag Tag,
    PoolKind Kind,
    ulong BlockByteCount,
    int Depth,
    int MaximumDepth,
    ulong TotalAllocates,
    ulong AllocateMisses,
    ulong TotalFrees,
    ulong FreeMisses);
