using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>
/// Checks what a pool says about its pages: states against runs, free runs merged and each in one bin.
/// </summary>
internal sealed class PageMapCheck(TableReader tables, PageMap map, KeptBlocks kept)
{
    private readonly PoolRecordLayout _layout = tables.Layout.Pool;

    private PoolArea Area => map.Area;

    /// <summary>Pages of large blocks.</summary>
    public ulong BigPageCount { get; private set; }

    /// <summary>Free runs that the states show.</summary>
    public ulong FreeRunCount { get; private set; }

    /// <summary>Free pages that the states show as given back.</summary>
    public ulong ReturnedPageCount { get; private set; }

    /// <summary>Cached pages that the states show.</summary>
    public ulong CachedPageCount { get; private set; }

    /// <summary>Pages that the states show as another's.</summary>
    public ulong ForeignPageCount { get; private set; }

    /// <summary>Pages that the states show in use.</summary>
    public ulong UsedPageCount { get; private set; }

    /// <summary>Looks at the run that starts at a page of no small blocks.</summary>
    /// <param name="page">The first page after those that were looked at.</param>
    /// <param name="state">Its state.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    /// <returns>The first page after the run.</returns>
    public ulong CheckRun(ulong page, byte state, FindingList findings)
    {
        if (map.IsFree(state))
        {
            return CheckFreeRun(page, findings);
        }

        if (state == _layout.StateCached)
        {
            CachedPageCount++;
            return page + 1;
        }

        if (state == _layout.StateForeign && Area.ForeignPageCount != 0)
        {
            ForeignPageCount++;
            return page + 1;
        }

        ulong address = Area.AddressOf(page);
        if (state != _layout.StateBigFirst)
        {
            ulong after = map.EndOfRun(page);
            string what = state == _layout.StateBigOther
                ? "continues a large block that has no first page"
                : $"is {state}; expected 0 to 4 or 0x80..0x{_layout.StateSmall + Area.DescriptorCount - 1:X2}";
            findings.Add(FindingKind.NotInPage, address, default, $"The state of page 0x{address:X} {what}.");
            return after;
        }

        return CheckLargeBlock(page, findings);
    }

    /// <summary>Counts a page of small blocks.</summary>
    public void CountSmall() => UsedPageCount++;

    /// <summary>
    /// Checks that every free run is in a bin, and the pool's own count; after all pages were looked at.
    /// </summary>
    /// <param name="isLive">Pages may be on their way back to the system: free, in no run, and not at hand.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void CheckBins(bool isLive, FindingList findings)
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

        CheckCachedPages(record, isLive, findings);
        if (ReturnedPageCount != Area.ReturnedPageCount)
        {
            findings.Add(
                FindingKind.Counter, Area.RecordAddress, default,
                $"{Area.Kind} pool counts {Area.ReturnedPageCount} pages given back; its states show "
                + $"{ReturnedPageCount}.");
        }

        if (ForeignPageCount != Area.ForeignPageCount)
        {
            findings.Add(
                FindingKind.Counter, Area.RecordAddress, default,
                $"{Area.Kind} pool counts {Area.ForeignPageCount} pages that are not its own; its states show "
                + $"{ForeignPageCount}.");
        }

        if (UsedPageCount != Area.PagesInUse)
        {
            findings.Add(
                FindingKind.Counter, Area.RecordAddress, default,
                $"{Area.Kind} pool counts {Area.PagesInUse} pages in use; its states show {UsedPageCount}.");
        }
    }

    private ulong CheckLargeBlock(ulong page, FindingList findings)
    {
        ulong address = Area.AddressOf(page);
        ulong end = map.EndOfRun(page);
        BigPageCount += end - page;
        UsedPageCount += end - page;
        PageRun run = map.RunOf(page);
        if (run.PageCount != end - page)
        {
            findings.Add(
                FindingKind.NotInPage, address, default,
                $"The large block at 0x{address:X} has {run.PageCount} pages in its run record; its states show "
                + $"{end - page}.");
        }

        if ((run.Key & tables.Layout.Block.TagFreeBit) != 0)
        {
            kept.Add(address);
        }
        else if (run.Key == 0)
        {
            findings.Add(
                FindingKind.NoTrackingEntry, address, default,
                $"The large block at 0x{address:X} has no tag in its run record; expected that of its owner.");
        }

        return end;
    }

    private ulong CheckFreeRun(ulong page, FindingList findings)
    {
        ulong end = map.EndOfRun(page);
        ulong address = Area.AddressOf(page);
        FreeRunCount++;
        PageRun run = map.RunOf(page);
        ulong returned = CountReturned(page, end);
        ReturnedPageCount += returned;
        if ((run.Stamp & tables.Layout.Run.StampReturnedBit) != 0 && returned != end - page)
        {
            findings.Add(
                FindingKind.Counter, address, default,
                $"The free run at 0x{address:X} says that its {end - page} pages were given back; its states show "
                + $"{returned}.");
        }

        uint first = run.PageCount;
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

    private ulong CountReturned(ulong page, ulong end)
    {
        ulong count = 0;
        for (; page < end; page++)
        {
            count += map.StateOf(page) == _layout.StateReturned ? 1UL : 0;
        }

        return count;
    }

    /// <summary>Checks that the cached pages that the record names are those that the states show.</summary>
    private void CheckCachedPages(ReadOnlySpan<byte> record, bool isLive, FindingList findings)
    {
        HashSet<uint> pages = [];
        for (int index = 0; index < Area.CachedPageCount; index++)
        {
            uint page = BinaryPrimitives.ReadUInt32LittleEndian(record[(_layout.CachedPages + (index * 4))..]);
            if (page >= Area.CommittedPageCount || map.StateOf(page) != _layout.StateCached || !pages.Add(page))
            {
                findings.Add(
                    FindingKind.List, Area.RecordAddress, default,
                    $"Cached page {index} of {Area.Kind} pool is page {page}; expected one of state "
                    + $"{_layout.StateCached}, each once.");
                return;
            }
        }

        if (isLive ? CachedPageCount < Area.CachedPageCount : CachedPageCount != Area.CachedPageCount)
        {
            findings.Add(
                FindingKind.Counter, Area.RecordAddress, default,
                $"{Area.Kind} pool counts {Area.CachedPageCount} cached pages; its states show {CachedPageCount}.");
        }
    }

    /// <summary>Follows a bin; each run must point back at where the walk came from, so no run is met
    /// twice.</summary>
    private bool WalkBin(int bin, uint head, FindingList findings, ref ulong binned)
    {
        uint previous = 0;
        for (uint number = head; number != 0;)
        {
            ulong page = number - 1;
            if (page >= Area.CommittedPageCount || !map.IsFree(map.StateOf(page)))
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

            if (page > 0 && map.IsFree(map.StateOf(page - 1)))
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
