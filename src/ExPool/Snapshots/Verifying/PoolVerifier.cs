using System;
using System.Collections.Generic;
using System.Threading;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>Checks everything that must hold in the pools; what !poolval does, for both pools as a whole.</summary>
/// <remarks>
/// In a pool that runs, a look tells only what a second look agrees on while no change count moved. Where
/// changes never pause for as long as a look takes, damaged pages are looked at one by one, each in a moment
/// without a change; lists and counters of such a pool stay unchecked.
/// </remarks>
internal sealed class PoolVerifier(TableReader tables, CounterReader counters)
{
    private const int LookCount = 4;
    private const int PageLookCount = 64;

    /// <summary>Checks both pools.</summary>
    /// <param name="isLive">The pools run meanwhile.</param>
    public IEnumerable<PoolFinding> Run(bool isLive)
    {
        foreach (PoolKind kind in (IEnumerable<PoolKind>)[PoolKind.NonPaged, PoolKind.Paged])
        {
            FindingList findings = isLive ? LookUntilSettled(kind) : Look(kind, isLive: false);
            if (isLive)
            {
                new LookasideCheck(tables, tables.ReadRoot()[kind]).RunLive(findings);
            }

            foreach (PoolFinding finding in findings.All)
            {
                yield return finding;
            }
        }
    }

    private FindingList LookUntilSettled(PoolKind kind)
    {
        FindingList findings = new(kind);
        for (int look = 0; look < LookCount; look++)
        {
            PoolArea area = tables.ReadRoot()[kind];
            ChangeCounts before = ChangeCounts.Read(tables, area);
            findings = Look(kind, isLive: true);
            if (findings.IsEmpty)
            {
                return findings;
            }

            // A thread between two steps of one allocation has a moment to finish it.
            Thread.Sleep(5 + (look * 5));
            FindingList second = Look(kind, isLive: true);
            if (before.IsSettled && before.Equals(ChangeCounts.Read(tables, area)))
            {
                findings.Intersect(second);
                return findings;
            }
        }

        return KeepConfirmed(kind, findings);
    }

    /// <summary>One look at a whole pool.</summary>
    private FindingList Look(PoolKind kind, bool isLive)
    {
        FindingList findings = new(kind);
        PoolArea area = tables.ReadRoot()[kind];
        PageMap map = new(tables, area);
        KeptBlocks kept = new();
        PageMapCheck pages = new(tables, map, kept);
        DescriptorState[] descriptors = ReadDescriptors(area);
        FindingList damagedPages = new(kind);
        CheckPages(map, pages, kept, descriptors, findings, damagedPages);
        if (findings.IsEmpty)
        {
            pages.CheckBins(isLive, findings);
        }
        else
        {
            // Which pages are whose is not known: no recount of blocks can be complete.
            Array.ForEach(descriptors, static descriptor => descriptor.DamagedPageCount++);
        }

        // A page on its way to or from a running descriptor holds whatever it held.
        if (!isLive || (ulong)damagedPages.All.Count > CountOnTheWay(descriptors))
        {
            findings.AddAll(damagedPages);
        }

        CheckDescriptors(area, descriptors, isLive, findings);
        if (findings.IsEmpty && !isLive)
        {
            CheckSums(area, descriptors, pages, kept, findings);
        }

        return findings;
    }

    private DescriptorState[] ReadDescriptors(PoolArea area)
    {
        DescriptorState[] descriptors = new DescriptorState[area.DescriptorCount];
        for (uint index = 0; index < descriptors.Length; index++)
        {
            descriptors[index] = DescriptorState.Read(tables, area, index);
        }

        return descriptors;
    }

    private void CheckPages(
        PageMap map,
        PageMapCheck pages,
        KeptBlocks kept,
        DescriptorState[] descriptors,
        FindingList findings,
        FindingList damaged)
    {
        PageWindow window = new(tables.Memory, map);
        PageCheck check = new(tables.Layout, map.Area, kept);
        for (ulong page = 0; page < map.Area.CommittedPageCount;)
        {
            byte state = map.StateOf(page);
            int index = state - tables.Layout.Pool.StateSmall;
            if (index < 0 || index >= descriptors.Length)
            {
                page = pages.CheckRun(page, state, findings);
                continue;
            }

            pages.CountSmall();
            check.Run(window.Read(page), page, descriptors[index], damaged);
            page++;
        }
    }

    /// <summary>Pages that a descriptor was given and does not count yet, or that it gave back already.</summary>
    private ulong CountOnTheWay(DescriptorState[] descriptors)
    {
        ulong count = 0;
        foreach (DescriptorState descriptor in descriptors)
        {
            ulong total = descriptor.Word(tables.Layout.Descriptor.TotalPages);
            count += descriptor.PageCount > total ? descriptor.PageCount - total : 0;
        }

        return count;
    }

    private void CheckDescriptors(PoolArea area, DescriptorState[] descriptors, bool isLive, FindingList findings)
    {
        FreeListCheck lists = new(tables, area);
        CounterCheck check = new(tables, area);
        foreach (DescriptorState descriptor in descriptors)
        {
            lists.Run(descriptor, findings);
            check.Run(descriptor, isLive, findings);
        }
    }

    /// <summary>
    /// Sums over parts that are sound. In a running pool a block is charged a moment after it is taken, and moves
    /// from list to list.
    /// </summary>
    private void CheckSums(
        PoolArea area, DescriptorState[] descriptors, PageMapCheck pages, KeptBlocks kept, FindingList findings)
    {
        ulong keptByteCount = new LookasideCheck(tables, area).Run(kept, findings);
        if (!findings.IsEmpty)
        {
            return;
        }

        CounterCheck check = new(tables, area);
        check.RunBig(descriptors[0], pages.BigPageCount, findings);
        ulong byteCount = pages.BigPageCount * (ulong)tables.Layout.Block.PageByteCount;
        foreach (DescriptorState descriptor in descriptors)
        {
            byteCount += descriptor.BlockBytes;
        }

        SnapshotOrigin origin = new(SnapshotOriginKind.Self, "verify", "", null);
        check.RunTags(counters.Read(origin), keptByteCount, byteCount, findings);
    }

    /// <summary>
    /// Of the findings in pages those that two looks at the page alone agree on, in a moment without a change.
    /// </summary>
    private FindingList KeepConfirmed(PoolKind kind, FindingList findings)
    {
        FindingList confirmed = new(kind);
        PoolArea area = tables.ReadRoot()[kind];
        foreach (PoolFinding finding in findings.All)
        {
            if (area.Contains(finding.Address)
                && finding.Kind is not (FindingKind.List or FindingKind.NotInPage or FindingKind.NoTrackingEntry)
                && IsConfirmed(area, finding))
            {
                confirmed.Add(finding.Kind, finding.Address, finding.Tag, finding.Message);
            }
        }

        return confirmed;
    }

    private bool IsConfirmed(PoolArea area, PoolFinding finding)
    {
        for (int look = 0; look < PageLookCount; look++)
        {
            ChangeCounts before = ChangeCounts.Read(tables, area);
            bool isThere = LookAtPage(area, finding) && LookAtPage(area, finding);
            if (before.IsSettled && before.Equals(ChangeCounts.Read(tables, area)))
            {
                return isThere;
            }

            Thread.Sleep(look % 8 == 7 ? 1 : 0);
        }

        return false;
    }

    /// <summary>Whether a page shows a finding now, and is one that its descriptor counts.</summary>
    private bool LookAtPage(PoolArea area, PoolFinding finding)
    {
        PageMap map = new(tables, area);
        ulong page = area.PageOf(finding.Address);
        int index = map.StateOf(page) - tables.Layout.Pool.StateSmall;
        if (index < 0 || index >= area.DescriptorCount)
        {
            return false;
        }

        FindingList found = new(finding.Pool);
        byte[] bytes = new byte[tables.Layout.Block.PageByteCount];
        tables.Memory.Read(area.AddressOf(page), bytes, "pool page");
        DescriptorState descriptor = DescriptorState.Read(tables, area, (uint)index);
        new PageCheck(tables.Layout, area, new KeptBlocks()).Run(bytes, page, descriptor, found);
        return found.All.Count == 1
            && found.All[0] == finding
            && CountPages(map, map.StateOf(page)) <= descriptor.Word(tables.Layout.Descriptor.TotalPages);
    }

    private static ulong CountPages(PageMap map, byte state)
    {
        ulong count = 0;
        for (ulong page = 0; page < map.Area.CommittedPageCount; page++)
        {
            count += map.StateOf(page) == state ? 1UL : 0;
        }

        return count;
    }
}
