namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a run record: of a free run, and of a large block (NT's POOL_TRACKER_BIG_PAGES).</summary>
internal sealed record RunLayout
{
    public int ByteCount { get; init; } = 0x10;

    public int Next { get; init; } // 0

    public int Previous { get; init; } = 0x4;

    public int PageCount { get; init; } = 0x8;

    public int Stamp { get; init; } = 0xC;

    /// <summary>The bit of the stamp that says that all memory of the run was given back.</summary>
    public uint StampReturnedBit { get; init; } = 0x8000_0000;

    /// <summary>The tag of a large block; its bit 31 as in a header.</summary>
    public int Key { get; init; } // 0

    public int Owner { get; init; } = 0x4;
}
