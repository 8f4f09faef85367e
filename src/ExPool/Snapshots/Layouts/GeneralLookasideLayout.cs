namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in the record of a look-aside list; NT's GENERAL_LOOKASIDE in its 64-bit form.</summary>
internal sealed record GeneralLookasideLayout
{
    public int ByteCount { get; init; } = 0x80;

    public int ListHead { get; init; } // 0

    public int Depth { get; init; } = 0x10;

    public int MaximumDepth { get; init; } = 0x12;

    public int TotalAllocates { get; init; } = 0x14;

    public int AllocateMisses { get; init; } = 0x18;

    public int TotalFrees { get; init; } = 0x1C;

    public int FreeMisses { get; init; } = 0x20;

    public int Type { get; init; } = 0x24;

    public int Tag { get; init; } = 0x28;

    public int Size { get; init; } = 0x2C;

    public int ListEntry { get; init; } = 0x40;

    public int State { get; init; } = 0x64;

    public uint StateInUse { get; init; } = 2;
}
