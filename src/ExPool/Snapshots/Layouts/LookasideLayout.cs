namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a processor's look-aside list and its magazine; NT's GENERAL_LOOKASIDE.</summary>
internal sealed record LookasideLayout
{
    /// <summary>Classes of sizes; each has a list for each processor, and a shared one.</summary>
    public int ClassCount { get; init; } = 0x120;

    /// <summary>The class of large blocks of one page; below it, a class is a number of units.</summary>
    public int FirstLargeClass { get; init; } = 0x100;

    public int ByteCount { get; init; } = 0x20;

    public int Top { get; init; } // 0

    public int End { get; init; } = 0x8;

    public int Served { get; init; } = 0x10;

    public int Magazine { get; init; } = 0x18;

    /// <summary>Bytes of a magazine before its slots.</summary>
    public int MagazineByteCount { get; init; } = 0x40;

    public int Capacity { get; init; } // 0

    public int AllocateMisses { get; init; } = 0x08;

    public int FreeMisses { get; init; } = 0x10;

    public int BlocksIn { get; init; } = 0x18;

    public int BlocksOut { get; init; } = 0x20;

    public int SlotByteCount { get; init; } = 8;
}
