namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a tag record: a tag's shared counters and its first call site.</summary>
internal sealed record TagRecordLayout
{
    public int ByteCount { get; init; } = 0x100;

    public int Tag { get; init; } // 0

    public int Flags { get; init; } = 0x04;

    public uint FlagCallSiteComplete { get; init; } = 1;

    public int FirstTick { get; init; } = 0x08;

    public int NonPaged { get; init; } = 0x10;

    public int Paged { get; init; } = 0x30;

    public int CallSiteByteCount { get; init; } = 0x50;

    public int CallSite { get; init; } = 0x52;

    public int CallSiteMaximum { get; init; } = 0xAE;
}
