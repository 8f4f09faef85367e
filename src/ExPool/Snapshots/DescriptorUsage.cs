using System;
using System.Collections.Generic;

namespace ExPool.Snapshots;

/// <summary>What one descriptor of a pool has: a lock with its own pages and free lists.</summary>
/// <remarks>
/// NT's POOL_DESCRIPTOR. Blocks that look-aside lists keep count as allocated: a descriptor does not see them come
/// back.
/// </remarks>
/// <param name="Index">Its number in the pool.</param>
/// <param name="Pages">Pages of small blocks.</param>
/// <param name="BigPages">Pages of large blocks; the first descriptor counts them for the whole pool.</param>
/// <param name="BytesInUse">Bytes of the small blocks that are not free, with their headers.</param>
/// <param name="Allocations">Small blocks handed out since the start.</param>
/// <param name="Frees">Small blocks taken back since the start.</param>
/// <param name="LockWaits">Times its lock was found taken.</param>
/// <param name="FreeBytes">Bytes of its pages on its free lists, or in holes too small for one.</param>
/// <param name="LongestFreeBytes">Bytes of the longest free block, with its header; 0 when every list is empty.</param>
public sealed record DescriptorUsage(
    int Index,
    ulong Pages,
    ulong BigPages,
    ulong BytesInUse,
    ulong Allocations,
    ulong Frees,
    ulong LockWaits,
    ulong FreeBytes,
    ulong LongestFreeBytes)
{
    /// <summary>
    /// How often the lock was found taken, for each thousand blocks handed out or taken back; <see langword="null"/>
    /// before the first.
    /// </summary>
    public double? LockWaitsPerThousand =>
        Allocations == 0 && Frees == 0 ? null : 1000.0 * LockWaits / ((double)Allocations + Frees);

    /// <summary>What all descriptors of a pool have together; the longest free block is the longest of all.</summary>
    /// <param name="descriptors">The descriptors.</param>
    public static DescriptorUsage Sum(IEnumerable<DescriptorUsage> descriptors)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        DescriptorUsage sum = new(0, 0, 0, 0, 0, 0, 0, 0, 0);
        foreach (DescriptorUsage one in descriptors)
        {
            sum = unchecked(new DescriptorUsage(
                0,
                sum.Pages + one.Pages,
                sum.BigPages + one.BigPages,
                sum.BytesInUse + one.BytesInUse,
                sum.Allocations + one.Allocations,
                sum.Frees + one.Frees,
                sum.LockWaits + one.LockWaits,
                sum.FreeBytes + one.FreeBytes,
                Math.Max(sum.LongestFreeBytes, one.LongestFreeBytes)));
        }

        return sum;
    }
}
