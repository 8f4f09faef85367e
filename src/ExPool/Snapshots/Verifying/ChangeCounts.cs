using System;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>The change counts of a pool and its descriptors at one time.</summary>
internal sealed class ChangeCounts
{
    private readonly uint[] _counts;

    private ChangeCounts(uint[] counts) => _counts = counts;

    /// <summary>Whether no change is being made: a count is odd while one is.</summary>
    public bool IsSettled => !Array.Exists(_counts, static count => count % 2 != 0);

    /// <summary>Reads the counts.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="area">The pool.</param>
    public static ChangeCounts Read(TableReader tables, PoolArea area)
    {
        uint[] counts = new uint[area.DescriptorCount + 1];
        counts[0] = tables.ReadUInt32(
            area.RecordAddress + (ulong)tables.Layout.Pool.ChangeCount, "pool's change count");
        for (uint index = 0; index < area.DescriptorCount; index++)
        {
            counts[index + 1] = tables.ReadUInt32(
                DescriptorState.AddressOf(tables, area, index) + (ulong)tables.Layout.Descriptor.ChangeCount,
                "descriptor's change count");
        }

        return new ChangeCounts(counts);
    }

    /// <summary>Whether nothing was changed between two readings.</summary>
    /// <param name="other">The other reading.</param>
    public bool Equals(ChangeCounts other) => _counts.AsSpan().SequenceEqual(other._counts);
}
