namespace ExPool.Snapshots.Reading;

/// <summary>What a reader believes at most; above, the bytes are no pool's.</summary>
internal static class SnapshotLimits
{
    /// <summary>Bytes of tables: states and run records of a pool of 64 TiB.</summary>
    public const ulong TablesByteCount = 1UL << 40;

    /// <summary>Pages of a pool: a run record names a page by 32 bits, plus 1.</summary>
    public const ulong PoolPageCount = uint.MaxValue - 1;

    /// <summary>Descriptors of a pool: a page's state has seven bits for the number.</summary>
    public const uint DescriptorCount = 0x80;

    /// <summary>Processors: on the host each thread is one.</summary>
    public const uint ProcessorCount = 1 << 20;

    /// <summary>Different tags: sixteen times what the engine offers.</summary>
    public const uint TagCount = 1 << 20;

    /// <summary>Tracker entries of all processors together: 2 GiB of them.</summary>
    public const long TrackerEntryCount = 1L << 25;

    /// <summary>Blocks that one look-aside list may hold: a processor's depth has sixteen bits.</summary>
    public const uint LookasideDepth = ushort.MaxValue;

    /// <summary>
    /// Free blocks that are remembered to compare pages with lists; a pool with more is compared by number. So are
    /// blocks in look-aside lists.
    /// </summary>
    public const int RememberedFreeBlockCount = 1 << 22;

    /// <summary>Findings of one check: one damage seldom has more, and nobody reads more.</summary>
    public const int FindingCount = 64;

    /// <summary>How often a reading is repeated that was caught in the middle of a change.</summary>
    public const int RetryCount = 4;
}
