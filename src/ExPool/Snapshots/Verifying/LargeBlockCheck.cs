using System.Collections.Generic;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>Checks that the run record of each large block says whose it is.</summary>
internal static class LargeBlockCheck
{
    /// <summary>Tells of large blocks without a tag.</summary>
    /// <param name="untagged">These blocks: address and pages.</param>
    /// <param name="onTheWay">Pages that have been taken, or are being given back, and are not counted.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public static void Run(Dictionary<ulong, ulong> untagged, ulong onTheWay, FindingList findings)
    {
        ulong pageCount = 0;
        foreach (ulong pages in untagged.Values)
        {
            pageCount += pages;
        }

        if (pageCount <= onTheWay)
        {
            return;
        }

        foreach (ulong address in untagged.Keys)
        {
            findings.Add(
                FindingKind.NoTrackingEntry, address, default,
                $"The large block at 0x{address:X} has no tag in its run record; expected that of its owner.");
        }
    }
}
