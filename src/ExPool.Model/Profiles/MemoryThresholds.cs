using System;

namespace ExPool.Model.Profiles;

/// <summary>When memory is low or high, in bytes: the events LowMemoryCondition, HighPagedPoolCondition and
/// so on.</summary>
/// <param name="LowMemory">Free RAM below which memory is low.</param>
/// <param name="HighMemory">Free RAM above which it is high.</param>
/// <param name="LowPagedPool">Free paged pool below which it is low; unknown when its size is.</param>
/// <param name="HighPagedPool">Free paged pool above which it is high.</param>
/// <param name="LowNonPagedPool">Free nonpaged pool below which it is low.</param>
/// <param name="HighNonPagedPool">Free nonpaged pool above which it is high.</param>
public sealed record MemoryThresholds(
    ulong LowMemory,
    ulong HighMemory,
    ulong? LowPagedPool,
    ulong? HighPagedPool,
    ulong? LowNonPagedPool,
    ulong? HighNonPagedPool)
{
    /// <summary>Who publishes the rules: keys of docs/sources.md.</summary>
    public const string Source = "ROS; docs/sources.md#memory-thresholds";

    // docs/sources.md#memory-thresholds, in pages
    private const ulong SmallMachine = 63 * Bytes.Megabyte;
    private const ulong FewFree = 400;
    private const ulong PlentyFree = 800;
    private const ulong MiddleFrom = 0x8000;     // 128 MB
    private const ulong LargeFrom = 0x40000;     // 1 GB
    private const ulong LargeBase = 0x2000;      // 32 MB
    private const ulong Most = 0x4000;           // 64 MB

    internal static MemoryThresholds Of(ulong ram, ulong? nonPaged, ulong? paged)
    {
        ulong pages = ram / Bytes.Page;
        ulong low = ram < SmallMachine ? FewFree
            : pages <= MiddleFrom ? PlentyFree
            : pages <= LargeFrom ? PlentyFree + ((pages - MiddleFrom) / 32)
            : LargeBase + ((pages - LargeFrom) / 128);
        low = Math.Min(low, Most);
        return new(
            low * Bytes.Page,
            3 * low * Bytes.Page,
            RoomOf(PoolKind.Paged, paged)?.LowByteCount,
            RoomOf(PoolKind.Paged, paged)?.HighByteCount,
            RoomOf(PoolKind.NonPaged, nonPaged)?.LowByteCount,
            RoomOf(PoolKind.NonPaged, nonPaged)?.HighByteCount);
    }

    private static PoolRoom? RoomOf(PoolKind kind, ulong? size) =>
        size is { } known ? new PoolRoom(kind, known, known) : null;
}
