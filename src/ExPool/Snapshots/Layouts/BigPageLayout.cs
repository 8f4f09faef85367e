namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in an entry of the big-page table; NT's POOL_TRACKER_BIG_PAGES.</summary>
internal sealed record BigPageLayout
{
    public int ByteCount { get; init; } = 0x18;

    public int Va { get; init; } // 0

    public int Key { get; init; } = 0x08;

    public int PoolType { get; init; } = 0x0C;

    public int NumberOfBytes { get; init; } = 0x10;

    /// <summary>The bit of the address that says that the entry's block was freed.</summary>
    public ulong VaFreedBit { get; init; } = 1;
}
