namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a processor block and in its tracker entries.</summary>
internal sealed record ProcessorLayout
{
    public int ByteCount { get; init; } = 0x2500;

    /// <summary>Bytes before the look-aside lists.</summary>
    public int HeadByteCount { get; init; } = 0x100;

    public int Number { get; init; } // 0

    public int Busy { get; init; } = 0x04;

    public int TrackerIndexAddress { get; init; } = 0x08;

    public int TrackerIndexMask { get; init; } = 0x10;

    public int TrackerCount { get; init; } = 0x14;

    public int TrackerSlotMask { get; init; } = 0x18;

    public int Stop { get; init; } = 0x1C;

    public int TrackerChunks { get; init; } = 0x20;

    public int ChunkCount { get; init; } = 0x14;

    public int HeldLimitByteCount { get; init; } = 0xC0;

    public int ScopeCount { get; init; } = 0xC4;

    public int NonPagedLists { get; init; } = 0x100;

    public int PagedLists { get; init; } = 0x1300;

    /// <summary>Entries of chunk 0; each next chunk holds twice as many.</summary>
    public int FirstChunkEntryCount { get; init; } = 0x40;

    public int EntryByteCount { get; init; } = 0x40;

    public int EntryTag { get; init; } // 0

    public int EntryKind { get; init; } = 0x04;

    public int EntryCounters { get; init; } = 0x08;
}
