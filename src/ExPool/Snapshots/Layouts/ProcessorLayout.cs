namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a processor block and in its tracker entries.</summary>
internal sealed record ProcessorLayout
{
    public int ByteCount { get; init; } = 0x5180;

    /// <summary>Bytes before what it has of the pools.</summary>
    public int HeadByteCount { get; init; } = 0x100;

    public int Number { get; init; } // 0

    public int TrackerCount { get; init; } = 0x14;

    public int Stop { get; init; } = 0x1C;

    public int TrackerChunks { get; init; } = 0x20;

    public int ChunkCount { get; init; } = 0x14;

    public int HeldLimitByteCount { get; init; } = 0xC0;

    public int ScopeCount { get; init; } = 0xC4;

    public int NonPagedSection { get; init; } = 0x100;

    public int PagedSection { get; init; } = 0x2940;

    /// <summary>Bytes of what it has of one pool.</summary>
    public int SectionByteCount { get; init; } = 0x2840;

    /// <summary>In a section: whether somebody is inside of one of its lists.</summary>
    public int Busy { get; init; } = 0x3C;

    /// <summary>Where the look-aside lists lie in it.</summary>
    public int SectionLists { get; init; } = 0x40;

    /// <summary>Entries of chunk 0; each next chunk holds twice as many.</summary>
    public int FirstChunkEntryCount { get; init; } = 0x40;

    public int EntryByteCount { get; init; } = 0x40;

    public int EntryTag { get; init; } // 0

    public int EntryKind { get; init; } = 0x04;

    public int EntryCounters { get; init; } = 0x08;
}
