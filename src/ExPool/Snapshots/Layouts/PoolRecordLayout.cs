namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a pool record, and the states of its pages.</summary>
internal sealed record PoolRecordLayout
{
    public int ByteCount { get; init; } = 0x400;

    public int Kind { get; init; } // 0

    public int Lock { get; init; } = 0x004;

    public int Address { get; init; } = 0x008;

    public int MaximumPageCount { get; init; } = 0x010;

    public int CommittedPageCount { get; init; } = 0x018;

    public int PagesInUse { get; init; } = 0x020;

    public int PeakPagesInUse { get; init; } = 0x028;

    public int Failures { get; init; } = 0x030;

    public int LockedByteCount { get; init; } = 0x038;

    public int StatesAddress { get; init; } = 0x040;

    public int RunsAddress { get; init; } = 0x048;

    public int DescriptorsAddress { get; init; } = 0x050;

    public int DescriptorCount { get; init; } = 0x058;

    public int Rotor { get; init; } = 0x05C;

    public int ChangeCount { get; init; } = 0x060;

    public int GrowthLock { get; init; } = 0x064;

    public int GrowthPageCount { get; init; } = 0x068;

    public int StatedPageCount { get; init; } = 0x070;

    public int BinBitmap { get; init; } = 0x080;

    public int SpanPageCount { get; init; } = 0x098;

    public int ForeignPageCount { get; init; } = 0x09C;

    public int BinHeads { get; init; } = 0x0A0;

    public int BinCount { get; init; } = 0xC0;

    public int SharedListsAddress { get; init; } = 0x3A0;

    public int ReturnedPageCount { get; init; } = 0x3A8;

    public int CachedPageCount { get; init; } = 0x3B0;

    public int LockWaits { get; init; } = 0x3B8;

    public int CachedPages { get; init; } = 0x3C0;

    /// <summary>Cached pages that a record has room for.</summary>
    public uint CachedPageMaximum { get; init; } = 0x10;

    public byte StateFree { get; init; }

    public byte StateBigFirst { get; init; } = 1;

    public byte StateBigOther { get; init; } = 2;

    /// <summary>A free page at hand, in no free run.</summary>
    public byte StateCached { get; init; } = 3;

    /// <summary>Free, and its memory was given back to the system.</summary>
    public byte StateReturned { get; init; } = 4;

    /// <summary>Not this pool's.</summary>
    public byte StateForeign { get; init; } = 5;

    /// <summary>This state plus d is a page of small blocks of descriptor d.</summary>
    public byte StateSmall { get; init; } = 0x80;
}
