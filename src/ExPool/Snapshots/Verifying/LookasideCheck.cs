using System;
using System.Collections.Generic;
using System.Threading;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>Checks the look-aside lists of a pool: each block in one list, and each list's blocks its own.</summary>
internal sealed class LookasideCheck(TableReader tables, PoolArea area)
{
    private const int LongWhileMilliseconds = 200;

    private readonly LookasideReader _reader = new(tables);
    private readonly SlotCheck _slots = new(tables, area);

    /// <summary>Checks the lists of a pool that nobody uses.</summary>
    /// <param name="kept">The blocks that say that a list holds them.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    /// <returns>Bytes of the blocks in the lists.</returns>
    public ulong Run(KeptBlocks kept, FindingList findings)
    {
        HashSet<ulong> seen = [];
        ulong byteCount = 0;
        foreach (LookasideList list in _reader.ReadAll(area))
        {
            _slots.Run(list, seen, findings);
            byteCount += list.Depth * LookasideReader.BlockByteCount(tables.Layout, list.Class);
        }

        if (findings.IsEmpty && kept.IsComplete)
        {
            Compare(kept, seen, findings);
        }
        else if (findings.IsEmpty && kept.Count != seen.Count)
        {
            findings.Add(
                FindingKind.Counter, area.RecordAddress, default,
                $"The look-aside lists of {area.Kind} pool hold {seen.Count} blocks; its pages have {kept.Count}.");
        }

        return byteCount;
    }

    /// <summary>
    /// Checks the lists of a pool that runs: what is told was so twice, in lists that rested in between.
    /// </summary>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void RunLive(FindingList findings)
    {
        List<(LookasideList List, PoolFinding Finding)> suspects = [];
        ulong left = area.CommittedPageCount * (ulong)tables.Layout.Block.UnitsPerPage;
        foreach (LookasideList list in _reader.ReadAll(area))
        {
            // More blocks than the pool has room for: not all of it can be true, and none of it is worth more time.
            left -= Math.Min(left, list.Depth);
            if (left == 0 || suspects.Count == SnapshotLimits.FindingCount)
            {
                break;
            }

            if (LookAtRest(list, _slots) is { } suspect)
            {
                suspects.Add(suspect);
            }
        }

        if (suspects.Count == 0)
        {
            return;
        }

        // A thread between two steps may be held up there for a while.
        Thread.Sleep(LongWhileMilliseconds);

        // The pool may have grown since, and a block may lie in its new pages.
        SlotCheck later = new(tables, tables.ReadRoot()[area.Kind]);
        foreach ((LookasideList list, PoolFinding finding) in suspects)
        {
            if (LookAtRest(list, later) == (list, finding))
            {
                findings.Add(finding.Kind, finding.Address, finding.Tag, finding.Message);
            }
        }
    }

    /// <summary>What is wrong in a list that nobody is inside of; <see langword="null"/> when nothing is.</summary>
    private (LookasideList List, PoolFinding Finding)? LookAtRest(in LookasideList list, SlotCheck slots)
    {
        for (int look = 0; look < SnapshotLimits.RetryCount; look++)
        {
            FindingList found = new(area.Kind);
            LookasideList before = _reader.ReadAgain(list);
            bool isBusy = _reader.IsBusy(list);
            try
            {
                slots.Run(before, [], found);
            }
            catch (SnapshotFormatException) when (isBusy || _reader.ReadAgain(list) != before)
            {
                continue;
            }

            if (found.IsEmpty)
            {
                return null;
            }

            if (!isBusy && !_reader.IsBusy(list) && _reader.ReadAgain(list) == before)
            {
                return (before, found.All[0]);
            }

            Thread.Sleep(look);
        }

        return null;
    }

    private void Compare(KeptBlocks kept, HashSet<ulong> seen, FindingList findings)
    {
        foreach (ulong payload in kept.Payloads)
        {
            if (!seen.Contains(payload))
            {
                TellMissing(payload, findings);
                return;
            }
        }

        foreach (ulong payload in seen)
        {
            if (!kept.Payloads.Contains(payload))
            {
                findings.Add(
                    FindingKind.NotInPage, payload, default,
                    $"A look-aside list of {area.Kind} pool holds 0x{payload:X}, which is no block of its page.");
                return;
            }
        }
    }

    private void TellMissing(ulong payload, FindingList findings)
    {
        bool isLarge = payload % (ulong)tables.Layout.Block.PageByteCount == 0;
        ulong block = isLarge ? payload : payload - (ulong)tables.Layout.Block.HeaderByteCount;
        findings.Add(
            FindingKind.FreeHeaderChanged, block, default,
            $"The block at 0x{block:X} of {area.Kind} pool is marked as kept by a look-aside list, but none holds it.");
    }
}
