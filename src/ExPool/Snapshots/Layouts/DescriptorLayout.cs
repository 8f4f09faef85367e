namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a descriptor; NT's POOL_DESCRIPTOR.</summary>
internal sealed record DescriptorLayout
{
    public int ByteCount { get; init; } = 0x1100;

    public int PoolType { get; init; } // 0

    public int PoolIndex { get; init; } = 0x004;

    public int Lock { get; init; } = 0x008;

    public int ChangeCount { get; init; } = 0x00C;

    public int RunningAllocs { get; init; } = 0x010;

    public int RunningDeAllocs { get; init; } = 0x018;

    public int TotalPages { get; init; } = 0x020;

    public int TotalBigPages { get; init; } = 0x028;

    public int TotalBytes { get; init; } = 0x030;

    public int LockWaits { get; init; } = 0x038;

    public int ListBitmap { get; init; } = 0x040;

    public int ListHeads { get; init; } = 0x100;

    public int ListCount { get; init; } = 0x100;

    public int ListEntryByteCount { get; init; } = 0x10;

    /// <summary>The layout with links of so many bytes: shorter ones leave room for more lists.</summary>
    public static DescriptorLayout Of(int pointerByteCount) => new()
    {
        ListCount = 0x800 / pointerByteCount,
        ListEntryByteCount = 2 * pointerByteCount,
    };
}
