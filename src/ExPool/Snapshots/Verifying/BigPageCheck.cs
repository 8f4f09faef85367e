using System.Collections.Generic;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>
/// Checks the big-page table against the pages: each large block has one entry of its length, and each entry a block.
/// </summary>
internal sealed class BigPageCheck(TableReader tables, PoolArea area)
{
    /// <summary>Checks the entries of one pool.</summary>
    /// <param name="runs">Its large blocks: address and pages.</param>
    /// <param name="onTheWay">Pages that have been taken, or are being given back, and are not counted.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void Run(Dictionary<ulong, ulong> runs, ulong onTheWay, FindingList findings)
    {
        ulong pageByteCount = (ulong)tables.Layout.Block.PageByteCount;
        HashSet<ulong> seen = [];
        foreach (BigPageEntry entry in new BigPageTable(tables).ReadAll())
        {
            if (!area.Contains(entry.Address))
            {
                continue;
            }

            string name = $"The big-page entry {entry.Slot} for 0x{entry.Address:X}";
            if (!runs.TryGetValue(entry.Address, out ulong pageCount))
            {
                findings.Add(
                    FindingKind.NoTrackingEntry, entry.Address, entry.Tag, $"{name} has no large block at that page.");
            }
            else if (!seen.Add(entry.Address))
            {
                findings.Add(
                    FindingKind.NoTrackingEntry, entry.Address, entry.Tag, $"{name} is the second for its block.");
            }
            else if (entry.ByteCount != pageCount * pageByteCount)
            {
                findings.Add(
                    FindingKind.NoTrackingEntry, entry.Address, entry.Tag,
                    $"{name} has {entry.ByteCount} bytes; its pages are {pageCount * pageByteCount}.");
            }
            else if (entry.PoolType != (uint)area.Kind)
            {
                findings.Add(
                    FindingKind.NoTrackingEntry, entry.Address, entry.Tag,
                    $"{name} has pool type {entry.PoolType}; expected {(uint)area.Kind}.");
            }
        }

        TellUntracked(runs, seen, onTheWay, findings);
    }

    /// <summary>Large blocks without an entry; as many as the table had no room for may be.</summary>
    private void TellUntracked(
        Dictionary<ulong, ulong> runs, HashSet<ulong> seen, ulong onTheWay, FindingList findings)
    {
        ulong untracked = 0;
        foreach ((ulong address, ulong pageCount) in runs)
        {
            untracked += seen.Contains(address) ? 0 : pageCount;
        }

        uint overflow = tables.ReadUInt32(
            tables.RootAddress + (ulong)tables.Layout.Root.BigPagesOverflow, "big-page table's overflow");
        if (untracked <= onTheWay || runs.Count - seen.Count <= overflow)
        {
            return;
        }

        foreach (ulong address in runs.Keys)
        {
            // An entry that is wrong was told of already.
            if (!seen.Contains(address) && !HasFinding(findings, address))
            {
                findings.Add(
                    FindingKind.NoTrackingEntry, address, default,
                    $"The large block at 0x{address:X} has no entry in the big-page table.");
            }
        }
    }

    private static bool HasFinding(FindingList findings, ulong address)
    {
        foreach (PoolFinding finding in findings.All)
        {
            if (finding.Address == address)
            {
                return true;
            }
        }

        return false;
    }
}
