using System;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Snapshots;

namespace ExPool.Model.Reports;

/// <summary>A machine's memory as somebody outside sees it: no page is brought in, no time passes, nothing
/// stops.</summary>
/// <remarks>Through the tables of the system, unless others are named. A page that is in a paging file is read there;
/// one of zeros is zeros before it was ever touched.</remarks>
internal sealed class OutsideView(ComputerParts parts, int pointerByteCount, uint? topTable = null) : IAddressSpace
{
    private const uint PageByteCount = PhysicalMemory.PageByteCount;

    private readonly PageTableWalker _walker = new(
        parts.Ram,
        parts.Layout.Format,
        (ulong)(topTable ?? parts.Memory.Tables.DirectoryFrame) << PhysicalMemory.PageShift);

    private readonly byte[] _page = new byte[PageByteCount];
    private (ulong Entry, long Moment) _pageIs;

    /// <inheritdoc/>
    public int PointerByteCount { get; } = pointerByteCount;

    /// <inheritdoc/>
    public int Read(ulong address, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            ulong place = unchecked(address + (ulong)done);
            int offset = (int)(place & (PageByteCount - 1));
            Span<byte> part = destination[done..];
            part = part[..Math.Min(part.Length, (int)PageByteCount - offset)];
            if (!TryReadWithin(place, offset, part))
            {
                break;
            }

            done += part.Length;
        }

        return done;
    }

    private bool TryReadWithin(ulong address, int offset, Span<byte> destination)
    {
        Translation found = _walker.Translate(address);
        switch (found.State)
        {
            case PteState.Valid:
            case PteState.Transition when found.Level == 0:
                return parts.Ram.Read(found.PhysicalAddress, destination) == destination.Length;
            case PteState.DemandZero when found.Level == 0:
                destination.Clear();
                return true;
            case PteState.PagingFile when found.Level == 0:
                PageOf(found.Entry).AsSpan(offset, destination.Length).CopyTo(destination);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A page of a paging file; blocks are read in the order of addresses, so the last one is kept.</summary>
    private byte[] PageOf(ulong entry)
    {
        if (_pageIs != (entry, parts.Clock.Now))
        {
            PteFormat format = parts.Layout.Format;
            parts.Memory.Files.Of(format, entry).ReadContents((uint)format.PagingFileOffsetOf(entry), _page);
            _pageIs = (entry, parts.Clock.Now);
        }

        return _page;
    }
}
