namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a processor block and in its tracker entries.</summary>
internal sealed record ProcessorLayout
{
    public int ByteCount { get; init; } = 0x100;

    public int Number { get; init; } // 0

    public int TrackerIndexAddress { get; init; } = 0x08;

    public int TrackerIndexMask { get; init; } = 0x10;

    public int TrackerCount { get; init; } = 0x14;

    public int TrackerChunks { get; init; } = 0x20;

    public int ChunkCount { get; init; } = 0x14;

    /// <summary>Entries of chunk 0; each next chunk holds twice as many.</summary>
    public int FirstChunkEntryCount { get; init; } = 0x40;

    public int EntryByteCount { get; init; } = 0x40;

    public int EntryTag { get; init; } // 0

    public int EntryKind { get; init; } = 0x04;

    public int EntryCounters { get; init; } = 0x08;
}
