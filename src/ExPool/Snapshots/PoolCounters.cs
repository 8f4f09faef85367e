namespace ExPool.Snapshots;

/// <summary>What one tag did in one pool.</summary>
/// <param name="Allocations">Blocks allocated since the start; never goes down.</param>
/// <param name="Frees">Blocks freed since the start; never more than <paramref name="Allocations"/>.</param>
/// <param name="BytesInUse">Bytes charged to the blocks that live: units with their headers, or whole pages.</param>
public readonly record struct PoolCounters(ulong Allocations, ulong Frees, ulong BytesInUse)
{
    /// <summary>Blocks that live: allocated and not freed.</summary>
    public ulong Outstanding => Allocations - Frees;

    /// <summary>
    /// Bytes a living block, on average, without remainder; 0 when none lives. poolmon's "Per Alloc".
    /// </summary>
    public ulong BytesPerBlock => Outstanding == 0 ? 0 : BytesInUse / Outstanding;

    /// <summary>True when the tag was never used in this pool.</summary>
    public bool IsUnused => Allocations == 0;
}
