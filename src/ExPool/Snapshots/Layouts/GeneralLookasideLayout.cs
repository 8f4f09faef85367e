namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in the record of a look-aside list; NT's GENERAL_LOOKASIDE, at first in its 64-bit form.</summary>
internal sealed record GeneralLookasideLayout
{
    public int ByteCount { get; init; } = 0x80;

    public int ListHead { get; init; } // 0

    /// <summary>In the list's head: how many blocks are held.</summary>
    public int ListHeadDepth { get; init; } // 0

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

    /// <summary>The form with links of so many bytes.</summary>
    public static GeneralLookasideLayout Of(int pointerByteCount) => pointerByteCount == sizeof(ulong) ? new() : new()
    {
        ListHeadDepth = 0x04,
        Depth = 0x08,
        MaximumDepth = 0x0A,
        TotalAllocates = 0x0C,
        AllocateMisses = 0x10,
        TotalFrees = 0x14,
        FreeMisses = 0x18,
        Type = 0x1C,
        Tag = 0x20,
        Size = 0x24,
        ListEntry = 0x30,
    };
}
