using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace ExPool.Mm;

/// <summary>Translates addresses as a processor does, through the page tables in physical memory.</summary>
/// <remarks>
/// No table is trusted: a walk reads at most <see cref="PteFormat.LevelCount"/> entries, wherever they point. It
/// writes nothing, and checks no access; a caller compares the flags of the entry.
/// </remarks>
/// <param name="memory">Where the tables are.</param>
/// <param name="format">How their entries are read.</param>
/// <param name="directoryBase">The top table's physical address, as in the processor's CR3; bits that are not the
/// address are ignored.</param>
/// <param name="invalidMask">What <see cref="PteFormat.Plain"/> needs; 0 if entries are not masked.</param>
public sealed class PageTableWalker(
    IPhysicalMemory memory, PteFormat format, ulong directoryBase, ulong invalidMask = 0)
{
    private const ulong PageMask = 0xFFF;
    private const ulong LowerHalfEnd = 0x7FFF_FFFFFFFF;

    private readonly IPhysicalMemory _memory = memory;
    private readonly PteFormat _format = format;
    private readonly ulong _invalidMask = invalidMask;

    // CR3: the table of PAE has 32 bytes and may start at any multiple of that; the others are pages.
    private readonly ulong _top = directoryBase & format.Mode switch
    {
        PagingMode.X86 => 0xFFFFF000,
        PagingMode.Pae => 0xFFFFFFE0,
        _ => 0x000F_FFFFFFFFF000,
    };

    /// <summary>Walks from the top table down to the entry that decides about an address.</summary>
    public Translation Translate(ulong address)
    {
        if (!_format.IsCanonical(address))
        {
            return new Translation(PteState.Zero, 0, 0, _format.LevelCount, 0);
        }

        ulong table = _top;
        for (int level = _format.LevelCount - 1; ; level--)
        {
            ulong place = table + (ulong)(_format.IndexOf(address, level) * _format.EntryByteCount);
            if (!TryRead(place, out ulong entry))
            {
                return new Translation(PteState.Unreadable, 0, 0, level, place);
            }

            PteState state = _format.StateOf(entry);
            if (state != PteState.Valid || level == 0 || IsLarge(entry, level))
            {
                return new Translation(state, PhysicalAddress(state, entry, level, address), entry, level, place);
            }

            table = _format.FrameOf(entry) << 12;
        }
    }

    /// <summary>
    /// All entries that are not zero and decide about an address between two, both included, in order of address:
    /// pages, large pages, and tables that are absent, paged out or unreadable.
    /// </summary>
    /// <remarks>
    /// A zero entry is skipped with all that its table would cover, and each table is read once while it is in use.
    /// Damaged tables can claim the whole address space: a caller that does not trust them sets itself a limit.
    /// </remarks>
    public IEnumerable<MappedRange> Ranges(ulong first, ulong last)
    {
        PageTableWalker walker = new(new TablePages(_memory, _format.LevelCount), _format, _top, _invalidMask);
        ulong address = first;
        while (address <= last)
        {
            if (!_format.IsCanonical(address))
            {
                if (_format.Mode != PagingMode.Amd64)
                {
                    yield break;
                }

                address = ~LowerHalfEnd;   // the next address after the hole between the halves
                continue;
            }

            ulong byteCount = _format.ByteCountOf(walker.Translate(address).Level);
            ulong start = address & ~(byteCount - 1);
            Translation translation = walker.Translate(start);
            if (translation.State != PteState.Zero)
            {
                yield return new MappedRange(start, byteCount, translation);
            }

            ulong end = start + (byteCount - 1);
            if (end >= last)
            {
                yield break;
            }

            address = end + 1;
        }
    }

    private bool IsLarge(ulong entry, int level) =>
        level <= _format.MaximumLargeLevel && (_format.FlagsOf(entry) & PteFlags.Large) != 0;

    private ulong PhysicalAddress(PteState state, ulong entry, int level, ulong address)
    {
        if (state != PteState.Valid && (state != PteState.Transition || level != 0))
        {
            return 0;
        }

        // The low bits of a large page's frame number are not part of it: one of them is a cache attribute.
        ulong within = _format.ByteCountOf(level) - 1;
        ulong page = _format.FrameOf(_format.Plain(entry, _invalidMask)) << 12;
        return (page & ~within) | (address & within);
    }

    private bool TryRead(ulong physicalAddress, out ulong entry)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes = bytes[.._format.EntryByteCount];
        bool isRead = _memory.Read(physicalAddress, bytes) == bytes.Length;
        entry = !isRead ? 0
            : bytes.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return isRead;
    }
}
