using System;

namespace ExPool.Mm;

/// <content>The forms in which the processor sees nothing, and the memory manager finds the page.</content>
public sealed partial class PteFormat
{
    // An entry that is not valid; until Windows 10 version 1803 and from 1809 on:
    // 31:12 or 63:32 page offset in the file, 11 transition, 10 prototype, 9:5 protection, 4:1 file, 0 valid = 0
    // 63:32 page offset in the file, 15:12 file, 11 transition, 10 prototype, 9:5 protection, 4 plain, 0 valid = 0
    // In transition the frame is where a valid entry has it. A prototype entry has fields of its own, also at bit 11.
    private const ulong OneEntryBit = 1UL << 1;
    private const ulong PrototypeBit = 1UL << 10;
    private const ulong TransitionBit = 1UL << 11;
    private const int ProtectionShift = 5;
    private const ulong ProtectionMask = 0x1F;
    private const int FileCount = 16;
    private const int PrototypeHighShift = 11;
    private const int PrototypeHighBitCount = 21;
    private const int PrototypeUnitShift = 2;   // x86 counts the offset of a prototype in its 4-byte entries

    private readonly int _offsetShift;
    private readonly ulong _offsetMask;
    private readonly int _fileShift;
    private readonly ulong _plainBit;           // set: not masked; 0 in formats that are never masked
    private readonly int _prototypeProtectionShift;
    private readonly int _prototypeLowBitCount;
    private readonly int _nextShift;

    /// <summary>The last page of a paging file that the field holds. Page 0 is never used: it means "none".</summary>
    public ulong MaximumPagingFileOffset => _offsetMask >> _offsetShift;

    /// <summary>How many paging files there can be: 16.</summary>
    public int MaximumPagingFileCount { get; } = FileCount;

    /// <summary>A committed page on which every touch is a fault.</summary>
    public ulong NoAccess { get; } = (ulong)PteProtection.NoAccess << ProtectionShift;

    /// <summary>A page that was committed and is no more.</summary>
    public ulong Decommitted { get; } = (ulong)PteProtection.Decommitted << ProtectionShift;

    /// <summary>The link that ends a list of free system PTEs: all ones.</summary>
    public ulong EndOfFreeSystemPtes =>
        (EntryByteCount == 4 ? uint.MaxValue : ulong.MaxValue) >> _nextShift;

    /// <summary>What the entry says about its page; any value has exactly one state.</summary>
    /// <remarks>
    /// Valid decides, then prototype, then transition; a page in a file keeps that state whatever it allows. An
    /// entry with protection 0 that is not wholly zero allows nothing: so are free system PTEs told apart from pages
    /// in a file.
    /// </remarks>
    public PteState StateOf(ulong entry)
    {
        if ((entry & (ValidBit | PrototypeBit | TransitionBit)) != 0)
        {
            return IsValid(entry) ? PteState.Valid
                : (entry & PrototypeBit) != 0 ? PteState.Prototype
                : PteState.Transition;
        }

        ulong protection = entry >> ProtectionShift & ProtectionMask;
        if (protection == 0)
        {
            bool isZero = (EntryByteCount == 4 ? entry & uint.MaxValue : entry) == 0;
            return isZero ? PteState.Zero : PteState.NoAccess;
        }

        return (entry & _offsetMask) != 0 ? PteState.PagingFile
            : (protection & 7) == 0 ? PteState.NoAccess
            : PteState.DemandZero;
    }

    /// <summary>The protection that an entry remembers; of a valid one, what its bits allow.</summary>
    /// <remarks>
    /// A prototype entry of the 4-byte format keeps none: the answer is <see cref="PteProtection.None"/>. A valid entry
    /// counts as executable where the format has a bit against that and the entry does not set it.
    /// </remarks>
    public PteProtection ProtectionOf(ulong entry)
    {
        if (IsValid(entry))
        {
            return ProtectionOfValid(FlagsOf(entry));
        }

        if ((entry & PrototypeBit) == 0 || IsVadPrototype(entry))
        {
            return (PteProtection)(entry >> ProtectionShift & ProtectionMask);
        }

        return Mode == PagingMode.X86
            ? PteProtection.None
            : (PteProtection)(entry >> _prototypeProtectionShift & ProtectionMask);
    }

    /// <summary>Makes an entry that gives a page of zeroes on the first touch.</summary>
    /// <param name="protection">With an access: for others see <see cref="NoAccess"/>.</param>
#pragma warning disable CA1822 // No format differs, but a caller asks a format for every form.
    public ulong DemandZero(PteProtection protection)
#pragma warning restore CA1822
    {
        ThrowUnlessFits(protection);
        if (((int)protection & 7) == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(protection), protection, "A page that nobody may touch is NoAccess or Decommitted");
        }

        return (ulong)protection << ProtectionShift;
    }

    /// <summary>Makes an entry whose content is in a paging file.</summary>
    /// <param name="file">Below <see cref="MaximumPagingFileCount"/>.</param>
    /// <param name="offset">The page within the file: 1 to <see cref="MaximumPagingFileOffset"/>.</param>
    /// <param name="protection">Anything but <see cref="PteProtection.None"/>.</param>
    public ulong PagingFile(int file, ulong offset, PteProtection protection)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(file);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(file, FileCount);
        ArgumentOutOfRangeException.ThrowIfZero(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, MaximumPagingFileOffset);
        ThrowUnlessFits(protection);
        ArgumentOutOfRangeException.ThrowIfEqual(protection, PteProtection.None);
        return (offset << _offsetShift)
            | ((ulong)(uint)file << _fileShift)
            | ((ulong)protection << ProtectionShift)
            | _plainBit;
    }

    /// <summary>The number of the paging file that has the content.</summary>
    public int PagingFileOf(ulong entry) => (int)(entry >> _fileShift & (FileCount - 1));

    /// <summary>The page within the paging file.</summary>
    public ulong PagingFileOffsetOf(ulong entry) => (entry & _offsetMask) >> _offsetShift;

    /// <summary>Makes an entry whose content is still in a frame.</summary>
    public ulong Transition(ulong frame, PteProtection protection)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frame, MaximumFrame);
        ThrowUnlessFits(protection);
        return (frame << PageShift) | TransitionBit | ((ulong)protection << ProtectionShift) | _plainBit;
    }

    /// <summary>Makes an entry that points to a section's entry.</summary>
    /// <param name="address">Of the section's entry. On amd64 canonical, in the other modes below 4 GiB.</param>
    /// <param name="poolBase">Where paged pool starts: the 4-byte format keeps the offset from there, in whole entries,
    /// up to 1 GiB, since Vista 2 GiB. The 8-byte formats keep the address and ignore this.</param>
    /// <param name="protection">The 4-byte format does not keep it.</param>
    public ulong Prototype(ulong address, ulong poolBase = 0, PteProtection protection = PteProtection.None)
    {
        ThrowUnlessFits(protection);
        ulong entry = PrototypeBit | _plainBit | Mode switch
        {
            PagingMode.Amd64 => (address & AddressMask) << 16,
            PagingMode.Pae => (address & AddressMask) << 32,
            _ => PrototypeOffset(unchecked(address - poolBase) & AddressMask),
        };
        if (PrototypeAddressOf(entry, poolBase) != address || IsVadPrototype(entry))
        {
            throw new ArgumentOutOfRangeException(
                nameof(address), address, $"A prototype entry of {Mode} cannot hold that address from {poolBase:X} on");
        }

        return Mode == PagingMode.X86 ? entry : entry | ((ulong)protection << _prototypeProtectionShift);
    }

    /// <summary>The address that <see cref="Prototype"/> was given; meaningless where
    /// <see cref="IsVadPrototype"/>.</summary>
    public ulong PrototypeAddressOf(ulong entry, ulong poolBase = 0)
    {
        switch (Mode)
        {
            case PagingMode.Amd64:
                return Canonical(entry >> 16);
            case PagingMode.Pae:
                return entry >> 32;
            default:
                ulong low = entry >> 1 & ((1UL << _prototypeLowBitCount) - 1);
                ulong high = (entry & uint.MaxValue) >> PrototypeHighShift;
                ulong offset = (high << _prototypeLowBitCount | low) << PrototypeUnitShift;
                return unchecked(poolBase + offset) & AddressMask;
        }
    }

    /// <summary>Makes the prototype entry that names no section's entry: the VADs know.</summary>
    public ulong VadPrototype(PteProtection protection)
    {
        ThrowUnlessFits(protection);
        return _offsetMask | PrototypeBit | ((ulong)protection << ProtectionShift) | _plainBit;
    }

    /// <summary>Whether an entry in state <see cref="PteState.Prototype"/> sends its reader to the VADs.</summary>
    public bool IsVadPrototype(ulong entry) =>
        (entry & (ValidBit | PrototypeBit | _offsetMask)) == (PrototypeBit | _offsetMask);

    /// <summary>Makes an entry of the list of free system PTEs.</summary>
    /// <param name="next">The index of the next free entry, or <see cref="EndOfFreeSystemPtes"/>.</param>
    /// <param name="oneEntry">Whether this free run is one entry long; of a longer one the second entry holds the
    /// length.</param>
    /// <remarks>NT's MMPTE_LIST. Only the place tells this form: its state is NoAccess, or Zero if all is zero.
    /// </remarks>
    public ulong FreeSystemPte(ulong next, bool oneEntry = false)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(next, EndOfFreeSystemPtes);
        return (next << _nextShift) | (oneEntry ? OneEntryBit : 0) | _plainBit;
    }

    /// <summary>The link, or the length, of an entry of that list.</summary>
    public ulong NextOf(ulong entry) => (EntryByteCount == 4 ? entry & uint.MaxValue : entry) >> _nextShift;

    /// <summary>Whether the free run is one entry long.</summary>
    public static bool IsOneEntry(ulong entry) => (entry & OneEntryBit) != 0;

    /// <summary>Undoes what Windows 10 version 1809 and later do so that an invalid entry names no real memory.
    /// </summary>
    /// <param name="entry">As it is in memory.</param>
    /// <param name="invalidMask">The machine's mask; 0 if it uses none.</param>
    /// <returns>The entry as the other methods read it: unchanged in older formats, when it is plain already, and when
    /// it holds no place.</returns>
    public ulong Plain(ulong entry, ulong invalidMask)
    {
        bool isMasked = _plainBit != 0
            && (entry & _plainBit) == 0
            && StateOf(entry) is PteState.PagingFile or PteState.Transition or PteState.Prototype;
        return isMasked ? (entry ^ invalidMask) | _plainBit : entry;
    }

    private PteProtection ProtectionOfValid(PteFlags flags)
    {
        PteProtection access = (flags & PteFlags.CopyOnWrite) != 0 ? PteProtection.WriteCopy
            : (flags & (PteFlags.MayWrite | PteFlags.Writable)) != 0 ? PteProtection.ReadWrite
            : PteProtection.ReadOnly;
        bool isExecutable = _noExecuteFlag != 0 && (flags & PteFlags.NoExecute) == 0;
        return access
            | (isExecutable ? PteProtection.Execute : PteProtection.None)
            | ((flags & PteFlags.CacheDisable) != 0 ? PteProtection.NoCache : PteProtection.None);
    }

    private ulong PrototypeOffset(ulong offset)
    {
        ulong units = offset >> PrototypeUnitShift;
        ulong low = units & ((1UL << _prototypeLowBitCount) - 1);
        ulong high = units >> _prototypeLowBitCount & ((1UL << PrototypeHighBitCount) - 1);
        return low << 1 | high << PrototypeHighShift;
    }

    private static void ThrowUnlessFits(PteProtection protection) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)protection, (int)ProtectionMask, nameof(protection));
}
