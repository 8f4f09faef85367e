using System;
using System.Collections.Generic;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Hands the units of shared addresses out to the regions that grow.</summary>
/// <remarks>NT keeps whose a unit is in MiSystemVaType (docs/sources.md#kernel-address-space). Here a page is a
/// region's when its bit is set there: of the bits of all regions of a page one is set at most, and those of a unit are
/// equal. Who grows gets the lowest units behind its own.</remarks>
internal sealed class SharedUnits
{
    private readonly List<SystemRange> _ranges = [];
    private readonly ulong _holeStart;
    private readonly ulong _holeCount;

    /// <summary>Makes units of pages.</summary>
    /// <param name="start">The first address.</param>
    /// <param name="byteCount">Whole units.</param>
    /// <param name="unitByteCount">Bytes of a unit.</param>
    /// <param name="hole">What of them is something else's: first address, bytes.</param>
    public SharedUnits(ulong start, ulong byteCount, ulong unitByteCount, (ulong Start, ulong ByteCount) hole)
    {
        Start = (nuint)start;
        UnitPageCount = unitByteCount >> PhysicalMemory.PageShift;
        PageCount = byteCount >> PhysicalMemory.PageShift;
        _holeCount = hole.ByteCount >> PhysicalMemory.PageShift;
        _holeStart = _holeCount == 0 ? PageCount : (hole.Start - start) >> PhysicalMemory.PageShift;
    }

    /// <summary>The first address.</summary>
    public nuint Start { get; }

    /// <summary>Pages of a unit.</summary>
    public ulong UnitPageCount { get; }

    /// <summary>Pages of all units, and of what lies between them.</summary>
    public ulong PageCount { get; }

    /// <summary>Pages that a region could still be given.</summary>
    public ulong FreePageCount
    {
        get
        {
            ulong free = PageCount - _holeCount;
            _ranges.ForEach(range => free -= Math.Min(free, range.UsedCount));
            return free;
        }
    }

    /// <summary>Adds a region that takes of the units.</summary>
    public void Add(SystemRange range) => _ranges.Add(range);

    /// <summary>Gives a region the units that pages need: from a page on, or further on where that is allowed and the
    /// next units are another's.</summary>
    /// <param name="range">The region.</param>
    /// <param name="page">The first page; may be moved on to the first of a unit.</param>
    /// <param name="pageCount">Pages that follow each other.</param>
    /// <param name="mayJump">Whether another place will do.</param>
    /// <param name="taken">The first page and the pages that the region did not have before.</param>
    /// <returns>False when there are no such units; nothing is taken then.</returns>
    public bool TryTake(
        SystemRange range, ref ulong page, ulong pageCount, bool mayJump, out (ulong First, ulong Count) taken)
    {
        taken = default;
        ulong place = page;
        while (!Fits(range, place, pageCount, out ulong next))
        {
            if (!mayJump || next + pageCount > PageCount)
            {
                range.FailureCount++;
                return false;
            }

            place = next;
        }

        page = place;
        taken = Give(range, place, RoundUp(place + pageCount));
        return true;
    }

    /// <summary>Gives a region the units from a page on up to the next of another's.</summary>
    /// <returns>Pages, to the end of a unit.</returns>
    public ulong TakeRest(SystemRange range, ulong page)
    {
        ulong end = page;
        while (end < PageCount && IsFor(range, end - (end % UnitPageCount)))
        {
            end = RoundUp(end + 1);
        }

        _ = Give(range, page, end);
        return end - page;
    }

    /// <summary>Takes units back that were given for nothing.</summary>
    public static void Undo(SystemRange range, (ulong First, ulong Count) taken)
    {
        if (taken.Count != 0)
        {
            range.Return(range.Start + ((nuint)taken.First << PhysicalMemory.PageShift), taken.Count);
        }
    }

    private static (ulong First, ulong Count) Give(SystemRange range, ulong first, ulong end)
    {
        while (first < end && range.Pages[first])
        {
            // Its own since it was given the unit.
            first++;
        }

        if (first < end)
        {
            range.Give(first, end - first);
        }

        return (first, end - first);
    }

    /// <summary>Whether a run lies in units that are the region's, or nobody's.</summary>
    /// <param name="range">The region.</param>
    /// <param name="page">The first page.</param>
    /// <param name="pageCount">The pages.</param>
    /// <param name="next">If not, the first page of the next unit that may begin such a run.</param>
    private bool Fits(SystemRange range, ulong page, ulong pageCount, out ulong next)
    {
        ulong end = page + pageCount;
        next = RoundUp(page + 1);
        if (end > PageCount)
        {
            next = PageCount;
            return false;
        }

        for (ulong unit = page - (page % UnitPageCount); unit < end; unit += UnitPageCount)
        {
            if (!IsFor(range, unit))
            {
                next = unit + UnitPageCount;
                return false;
            }
        }

        return true;
    }

    private bool IsFor(SystemRange range, ulong unit)
    {
        bool isHole = unit >= _holeStart && unit < _holeStart + _holeCount;
        return !isHole && !_ranges.Exists(other => other != range && other.Pages[unit]);
    }

    private ulong RoundUp(ulong page) => (page + UnitPageCount - 1) / UnitPageCount * UnitPageCount;
}
