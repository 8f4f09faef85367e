using System;
using ExPool.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>Reads page-table entries by bit numbers of its own: what the memory manager wrote is judged by another
/// reader.</summary>
/// <remarks>docs/reference/page-table-entries.md.</remarks>
internal sealed class EntryBits
{
    public const ulong ValidBit = 1 << 0;
    public const ulong WriteBit = 1 << 1;
    public const ulong AccessedBit = 1 << 5;
    public const ulong DirtyBit = 1 << 6;
    public const ulong LargeBit = 1 << 7;
    private const ulong PrototypeBit = 1 << 10;
    private const ulong TransitionBit = 1 << 11;
    private const int ProtectionShift = 5;
    private const ulong NoAccessProtection = 0x18;
    private const ulong DecommittedProtection = 0x10;

    private readonly ulong _frameMask;
    private readonly int _fileShift;
    private readonly int _offsetShift;
    private readonly bool _isSignExtended;

    public EntryBits(PagingMode mode, PteGeneration generation)
    {
        // From build 17763 on the file's number is in bits 15:12, before in 4:1.
        _fileShift = generation == PteGeneration.Windows10Version1809 ? 12 : 1;
        (LevelCount, IndexBitCount, EntryByteCount, int lastFrameBit) = mode switch
        {
            PagingMode.X86 => (2, 10, 4, 31),
            PagingMode.Pae => (3, 9, 8, generation == PteGeneration.Nt4ToServer2003 ? 35 : 37),
            PagingMode.Amd64 => (4, 9, 8, generation < PteGeneration.VistaSp1To7 ? 39 : 47),
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        _offsetShift = EntryByteCount == 4 ? 12 : 32;
        _frameMask = ((1UL << (lastFrameBit + 1)) - 1) & ~0xFFFUL;
        _isSignExtended = mode == PagingMode.Amd64;
        TopEntryCount = mode == PagingMode.Pae ? 4 : 1 << IndexBitCount;
    }

    public int LevelCount { get; }

    public int IndexBitCount { get; }

    public int EntryByteCount { get; }

    public int TopEntryCount { get; }

    /// <summary>How far an address is shifted for the index of a level.</summary>
    public int ShiftOf(int level) => 12 + (level * IndexBitCount);

    public ulong Canonical(ulong address) =>
        _isSignExtended && (address & (1UL << 47)) != 0 ? address | 0xFFFF_0000_0000_0000 : address;

    /// <summary>The frame; one that does not exist where the number is larger than any.</summary>
    public uint FrameOf(ulong entry) => (uint)ulong.Min((entry & _frameMask) >> 12, uint.MaxValue);

    public int FileOf(ulong entry) => (int)((entry >> _fileShift) & 0xF);

    public ulong OffsetOf(ulong entry) => entry >> _offsetShift;

    public static ulong ProtectionOf(ulong entry) => (entry >> ProtectionShift) & 0x1F;

    public static bool IsForbidden(ulong entry) => ProtectionOf(entry) == NoAccessProtection;

    public EntryKind KindOf(ulong entry)
    {
        ulong protection = ProtectionOf(entry);
        return entry switch
        {
            0 => EntryKind.Zero,
            _ when (entry & ValidBit) != 0 => EntryKind.Valid,
            _ when (entry & PrototypeBit) != 0 => EntryKind.Prototype,
            _ when (entry & TransitionBit) != 0 => EntryKind.Transition,
            _ when OffsetOf(entry) != 0 => EntryKind.File,
            _ when protection == NoAccessProtection => EntryKind.NoAccess,
            _ when protection == DecommittedProtection => EntryKind.Decommitted,
            _ when (protection & 7) != 0 => EntryKind.DemandZero,
            _ => EntryKind.Other,
        };
    }
}
