using System;
using System.Diagnostics;

namespace ExPool.Mm;

/// <summary>Knows where the bits of a page-table entry are in one paging mode and one range of Windows versions.
/// </summary>
/// <remarks>
/// NT's MMPTE, whose forms differ in few numbers; they are fields here, drawn in docs/reference/page-table-entries.md
/// (sources: docs/sources.md#page-table-entries). An entry is a plain number; in the 4-byte format its high half is 0.
/// Immutable: one instance serves all threads. Arguments that do not fit into their field throw
/// <see cref="ArgumentOutOfRangeException"/>; an entry may have any value.
/// </remarks>
public sealed partial class PteFormat
{
    // A valid entry, and what the processor reads:
    // 63 no execute, .. frame :12, 11 may write, 10 -, 9 copy on write, 8 global, 7 large, 6 dirty, 5 accessed,
    // 4 cache disable, 3 write through, 2 user, 1 writable, 0 valid
    private const ulong ValidBit = 1;
    private const int PageShift = 12;
    private const int GenerationCount = (int)PteGeneration.Windows10Version1809 + 1;

    private static readonly PteFormat?[] s_formats = MakeAll();

    private readonly ulong _frameMask;
    private readonly ulong _noExecuteFlag;   // PteFlags.NoExecute, or 0 where there is no such bit
    private readonly int _indexBitCount;
    private readonly int _addressBitCount;

    private PteFormat(PagingMode mode, PteGeneration generation)
    {
        bool isWide = mode != PagingMode.X86;
        Mode = mode;
        Generation = generation;
        EntryByteCount = isWide ? 8 : 4;
        LevelCount = (int)mode + 2;
        _indexBitCount = isWide ? 9 : 10;
        _addressBitCount = mode == PagingMode.Amd64 ? 48 : 32;
        _noExecuteFlag = isWide ? (ulong)PteFlags.NoExecute : 0;
        int frameBitCount = mode switch
        {
            PagingMode.X86 => 20,
            PagingMode.Pae => 26,
            _ => generation >= PteGeneration.VistaSp1To7 ? 36 : 28,
        };
        MaximumFrame = (1UL << frameBitCount) - 1;
        _frameMask = MaximumFrame << PageShift;

        _offsetShift = isWide ? 32 : PageShift;
        _offsetMask = (isWide ? 0xFFFFFFFFUL : 0xFFFFF) << _offsetShift;
        bool isMasked = generation >= PteGeneration.Windows10Version1809;
        _fileShift = isMasked ? 12 : 1;
        _plainBit = isMasked ? 1UL << 4 : 0;
        _prototypeProtectionShift = isMasked ? ProtectionShift : 11;
        _prototypeLowBitCount = generation == PteGeneration.Nt4ToServer2003 ? 7 : 8;
        _nextShift = mode == PagingMode.Amd64 && generation >= PteGeneration.Windows81 ? 28 : _offsetShift;
    }

    /// <summary>The format of one paging mode and generation; always the same instance for the same two.</summary>
    /// <exception cref="ArgumentException">Windows 8 and later have no kernel for <see cref="PagingMode.X86"/>.
    /// </exception>
    public static PteFormat Of(PagingMode mode, PteGeneration generation)
    {
        if (!Exists(mode, generation))
        {
            throw new ArgumentException(
                $"{generation} has no kernel for {mode}; expected Pae or Amd64, or VistaSp1To7 or earlier");
        }

        return s_formats[IndexOf(mode, generation)]!;
    }

    /// <summary>False for the pairs that never existed: x86 without PAE ended with Windows 7.</summary>
    public static bool Exists(PagingMode mode, PteGeneration generation) =>
        mode <= PagingMode.Amd64
        && generation <= PteGeneration.Windows10Version1809
        && (mode != PagingMode.X86 || generation <= PteGeneration.VistaSp1To7);

    /// <summary>How addresses are translated.</summary>
    public PagingMode Mode { get; }

    /// <summary>Whose bits these are.</summary>
    public PteGeneration Generation { get; }

    /// <summary>4 or 8.</summary>
    public int EntryByteCount { get; }

    /// <summary>2, 3 or 4. Level 0 is the page table, whose entries name pages.</summary>
    public int LevelCount { get; }

    /// <summary>1024 (4 MiB) or 512 (2 MiB). A large page is an entry of level 1.</summary>
    public int PagesPerLargePage => 1 << _indexBitCount;

    /// <summary>The last frame number that the field holds.</summary>
    public ulong MaximumFrame { get; }

    /// <summary>Which entry of the table of that level an address uses.</summary>
    public int IndexOf(ulong address, int level) =>
        (int)(address >> ShiftOf(level) & (ulong)(EntryCountOf(level) - 1));

    /// <summary>How many entries the table of that level has: 1024, 512, or 4 at the top of PAE.</summary>
    public int EntryCountOf(int level) =>
        1 << Math.Min(_indexBitCount, _addressBitCount - ShiftOf(level));

    /// <summary>How many bytes of address space one entry of that level covers.</summary>
    public ulong ByteCountOf(int level) => 1UL << ShiftOf(level);

    /// <summary>Whether the processor takes it for an address: below 4 GiB, or sign-extended from 48 bits.</summary>
    public bool IsCanonical(ulong address) => Canonical(address) == address;

    /// <summary>Whether the processor uses the entry.</summary>
    public static bool IsValid(ulong entry) => (entry & ValidBit) != 0;

    /// <summary>The frame number of a valid entry, or of one in transition.</summary>
    public ulong FrameOf(ulong entry) => (entry & _frameMask) >> PageShift;

    /// <summary>The flags of a valid entry.</summary>
    public PteFlags FlagsOf(ulong entry) => (PteFlags)(
        (entry >> 1 & 0x003)                      // Writable, User
        | (entry >> 3 & 0x03C)                    // Accessed, Dirty, Large, Global
        | (entry >> 57 & _noExecuteFlag)
        | (entry >> 2 & 0x080)                    // CopyOnWrite
        | (entry >> 3 & 0x100)                    // MayWrite
        | (entry << 6 & 0x600));                  // WriteThrough, CacheDisable

    /// <summary>Makes a valid entry.</summary>
    /// <param name="frame">Of a large page: its first frame, a multiple of <see cref="PagesPerLargePage"/>.</param>
    /// <param name="flags">What the entry has.</param>
    /// <param name="protection">Adds <see cref="PteFlags.MayWrite"/> where it allows writes, and
    /// <see cref="PteFlags.CopyOnWrite"/> where a write makes a copy; nothing else.</param>
    public ulong Valid(ulong frame, PteFlags flags, PteProtection protection = PteProtection.ReadWrite)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frame, MaximumFrame);
        if ((flags & PteFlags.Large) != 0 && frame % (ulong)PagesPerLargePage != 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(frame), frame, $"A large page starts at a multiple of {PagesPerLargePage} frames");
        }

        return ValidBit | (frame << PageShift) | BitsOf(flags | SoftwareFlagsOf(protection));
    }

    /// <summary>The entry with more flags set.</summary>
    public ulong WithFlags(ulong entry, PteFlags set) => entry | BitsOf(set);

    /// <summary>The entry with fewer flags set.</summary>
    public ulong WithoutFlags(ulong entry, PteFlags clear) => entry & ~BitsOf(clear);

    /// <summary>The highest level at which an entry may map memory itself: 1, and 2 (1 GiB) on amd64.</summary>
    internal int MaximumLargeLevel => Mode == PagingMode.Amd64 ? 2 : 1;

    /// <summary>The address as its used bits have it, sign-extended on amd64.</summary>
    internal ulong Canonical(ulong address) => Mode == PagingMode.Amd64
        ? unchecked((ulong)((long)(address << 16) >> 16))
        : (uint)(address & uint.MaxValue);

    /// <summary>The bits of an address that are translated.</summary>
    internal ulong AddressMask => (1UL << _addressBitCount) - 1;

    private int ShiftOf(int level)
    {
        Debug.Assert((uint)level < (uint)LevelCount, "levels are 0 to LevelCount - 1");
        return PageShift + (level * _indexBitCount);
    }

    private ulong BitsOf(PteFlags flags)
    {
        ulong value = (ulong)flags;
        return (value & 0x003) << 1
            | (value & 0x03C) << 3
            | (value & _noExecuteFlag) << 57
            | (value & 0x080) << 2
            | (value & 0x100) << 3
            | (value & 0x600) >> 6;
    }

    private static PteFlags SoftwareFlagsOf(PteProtection protection) => ((int)protection & 7) switch
    {
        4 or 6 => PteFlags.MayWrite,
        5 or 7 => PteFlags.CopyOnWrite,
        _ => PteFlags.None,
    };

    private static int IndexOf(PagingMode mode, PteGeneration generation) =>
        ((int)mode * GenerationCount) + (int)generation;

    private static PteFormat?[] MakeAll()
    {
        PteFormat?[] formats = new PteFormat?[3 * GenerationCount];
        for (PagingMode mode = PagingMode.X86; mode <= PagingMode.Amd64; mode++)
        {
            for (PteGeneration generation = 0; generation <= PteGeneration.Windows10Version1809; generation++)
            {
                formats[IndexOf(mode, generation)] = Exists(mode, generation) ? new PteFormat(mode, generation) : null;
            }
        }

        return formats;
    }
}
