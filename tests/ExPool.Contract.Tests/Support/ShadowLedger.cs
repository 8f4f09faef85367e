using System.Collections.Generic;
using System.Linq;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// Counts per tag and pool what a test did, to be compared with a snapshot to the last digit.
/// </summary>
internal sealed class ShadowLedger
{
    private readonly Dictionary<(PoolTag Tag, PoolKind Kind), ShadowCounters> _rows = [];

    public void Allocated(PoolTag tag, PoolKind kind, int charge) =>
        _rows[(tag, kind)] = _rows.GetValueOrDefault((tag, kind)).Allocated(charge);

    public void Freed(PoolTag tag, PoolKind kind, int charge) =>
        _rows[(tag, kind)] = _rows.GetValueOrDefault((tag, kind)).Freed(charge);

    public void Add(ShadowLedger other)
    {
        foreach (((PoolTag Tag, PoolKind Kind) key, ShadowCounters counters) in other._rows)
        {
            _rows[key] = _rows.GetValueOrDefault(key) + counters;
        }
    }

    /// <summary>
    /// Every tag's row equals what was counted here, no tag is missing and none is too many.
    /// </summary>
    public void AssertEqualTo(PoolSnapshot snapshot)
    {
        Assert.Equal(
            _rows.Keys.Select(key => key.Tag).Distinct().Order(),
            snapshot.Tags.Select(row => row.Tag));
        foreach (TagUsage row in snapshot.Tags)
        {
            AssertEqual(row, PoolKind.NonPaged);
            AssertEqual(row, PoolKind.Paged);
        }

        AssertSums(snapshot, PoolKind.NonPaged);
        AssertSums(snapshot, PoolKind.Paged);
    }

    /// <summary>
    /// As <see cref="AssertEqualTo"/>, but tags that have no row of their own may be counted together as
    /// 'Ovfl'.
    /// </summary>
    public void AssertEqualToWithOverflow(PoolSnapshot snapshot)
    {
        HashSet<PoolTag> own =
            [.. snapshot.Tags.Select(row => row.Tag).Where(tag => tag != PoolTag.Overflow)];
        ShadowLedger folded = new();
        foreach (((PoolTag Tag, PoolKind Kind) key, ShadowCounters counters) in _rows)
        {
            (PoolTag Tag, PoolKind Kind) row = (own.Contains(key.Tag) ? key.Tag : PoolTag.Overflow, key.Kind);
            folded._rows[row] = folded._rows.GetValueOrDefault(row) + counters;
        }

        folded.AssertEqualTo(snapshot);
    }

    private void AssertEqual(TagUsage row, PoolKind kind)
    {
        ShadowCounters expected = _rows.GetValueOrDefault((row.Tag, kind));
        PoolCounters actual = row[kind];
        ShadowCounters counted = new(actual.Allocations, actual.Frees, actual.BytesInUse);
        Assert.True(expected == counted, $"Tag '{row.Tag}', {kind}: counted {counted}, expected {expected}.");
    }

    private void AssertSums(PoolSnapshot snapshot, PoolKind kind)
    {
        ShadowCounters sum = default;
        foreach (((PoolTag Tag, PoolKind Kind) key, ShadowCounters counters) in _rows)
        {
            sum += key.Kind == kind ? counters : default;
        }

        Assert.Equal(sum.Allocations, snapshot[kind].Allocations);
        Assert.Equal(sum.Frees, snapshot[kind].Frees);
        Assert.Equal(sum.Bytes, snapshot[kind].ChargedBytes);
    }
}
