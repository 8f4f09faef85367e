using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>
/// Checks what a pool says about its pages: states against runs, free runs merged and each in one bin.
/// </summary>
internal sealed class PageMapCheck(TableReader tables, PageMap map)
{
    private readonly PoolRecordLayout _layout = tables.Layout.Pool;

    private PoolArea Area => map.Area;

    /// <summary>Large blocks: their first page, and their pages.</summary>
    public Dictionary<ulong, ulong> BigRuns { get; } = [];

    /// <summary>Pages of large blocks.</summary>
    public ulong BigPageCount { get; private set; }

    /// <summary>Free runs that the states show.</summary>
    public ulong FreeRunCount { get; private set; }

    /// <summary>Pages that the states show in use.</summary>
    public ulong UsedPageCount { get; private set; }

    /// <summary>Looks at the run that starts at a page of no small blocks.</summary>
    /// <param name="page">The first page after those that were looked at.</param>
    /// <param name="state">Its state.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    /// <returns>The first page after the run.</returns>
    public ulong CheckRun(ulong page, byte state, FindingList findings)
    {
        if (state == _layout.StateFree)
        {
            return CheckFreeRun(page, findings);
        }

        ulong address = Area.AddressOf(page);
        if (state != _layout.StateBigFirst)
        {
            ulong after = map.EndOfState(page, state);
            string what = state == _layout.StateBigOther
                ? "continues a large block that has no first page"
                : $"is {state}; expected 0, 1, 2 or 0x80..0x{_layout.StateSmall + Area.DescriptorCount - 1:X2}";
            findings.Add(FindingKind.NotInPage, address, default, $"The state of page 0x{address:X} {what}.");
            return after;
        }

        ulong end = map.EndOfState(page, _layout.StateBigOther);
        BigRuns[address] = end - page;
        BigPageCount += end - page;
        UsedPageCount += end - page;
        uint told = map.RunOf(page).PageCount;
        if (told != end - page)
        {
            findings.Add(
                FindingKind.NotInPage, address, default,
                $"The large block at 0x{address:X} has {told} pages in its run record; its states show {end - page}.");
        }

        return end;
    }

    /// <summary>Counts a page of small blocks.</summary>
    public void CountSmall() => UsedPageCount++;

    /// <summary>
    /// Checks that every free run is in a bin, and the pool's own count; after all pages were looked at.
    /// </summary>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void CheckBins(FindingList findings)
    {
        byte[] record = new byte[_layout.ByteCount];
        tables.Read(Area.RecordAddress, record, "pool record");
        ulong binned = 0;
        for (int bin = 0; bin < _layout.BinCount; bin++)
        {
            uint head = BinaryPrimitives.ReadUInt32LittleEndian(record.AsSpan(_layout.BinHeads + (bin * 4)));
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(_layout.BinBitmap + (bin / 64 * 8)));
            bool isMarked = (word >> (bin % 64) & 1) != 0;
            if (isMarked != (head != 0))
            {
                findings.Add(
                    FindingKind.List, Area.RecordAddress, default,
                    $"Bin {bin} of free runs of {Area.Kind} pool is {(head == 0 ? "empty" : "not empty")}, "
                    + $"but its bit is {(isMarked ? "set" : "clear")}.");
                return;
            }

            if (!WalkBin(bin, head, findings, ref binned))
            {
                return;
            }
        }

        if (binned != FreeRunCount)
        {
            findings.Add(
                FindingKind.List, Area.RecordAddress, default,
                $"The bins of {Area.Kind} pool hold {binned} free runs; its states show {FreeRunCount}.");
        }

        if (UsedPageCount != Area.PagesInUse)
        {
            findings.Add(
                FindingKind.Counter, Area.RecordAddress, default,
                $"{Area.Kind} pool counts {Area.PagesInUse} pages in use; its states show {UsedPageCount}.");
        }
    }

    private ulong CheckFreeRun(ulong page, FindingList findings)
    {
        ulong end = map.EndOfState(page, _layout.StateFree);
        ulong address = Area.AddressOf(page);
        FreeRunCount++;
        uint first = map.RunOf(page).PageCount;
        uint last = map.RunOf(end - 1).PageCount;
        if (first != end - page || last != end - page)
        {
            findings.Add(
                FindingKind.NotInPage, address, default,
                $"The free run at 0x{address:X} has {first} pages in its first record and {last} in its last; "
                + $"its states show {end - page}, merged.");
        }

        return end;
    }

    /// <summary>Follows a bin; each run must point back at where the walk came from, so no run is met
    /// twice.</summary>
    private bool WalkBin(int bin, uint head, FindingList findings, ref ulong binned)
    {
        uint previous = 0;
        for (uint number = head; number != 0;)
        {
            ulong page = number - 1;
            if (page >= Area.CommittedPageCount || map.StateOf(page) != _layout.StateFree)
            {
                findings.Add(
                    FindingKind.List, Area.RecordAddress, default,
                    $"Bin {bin} of free runs of {Area.Kind} pool holds page {page}, which is not free.");
                return false;
            }

            PageRun run = map.RunOf(page);
            if (run.Previous != previous || binned > FreeRunCount)
            {
                findings.Add(
                    FindingKind.List, Area.AddressOf(page), default,
                    $"The free run at 0x{Area.AddressOf(page):X} in bin {bin} points back at {run.Previous}; "
                    + $"expected {previous}.");
                return false;
            }

            if (page > 0 && map.StateOf(page - 1) == _layout.StateFree)
            {
                findings.Add(
                    FindingKind.List, Area.AddressOf(page), default,
                    $"Bin {bin} of free runs holds page 0x{Area.AddressOf(page):X}, "
                    + "which is not the first of its run.");
                return false;
            }

            binned++;
            previous = number;
            number = run.Next;
        }

        return true;
    }
}
