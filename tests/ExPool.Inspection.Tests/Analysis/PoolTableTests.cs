using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Analysis;

public sealed class PoolTableTests
{
    private static readonly TagUsage[] s_tags =
    [
        new("Bbbb", new PoolCounters(10, 4, 600), default, "Main"),
        new("Aaaa", new PoolCounters(5, 5, 0), new PoolCounters(100, 99, 4096), null),
        new("Cccc", default, new PoolCounters(7, 1, 96), null),
    ];

    [Theory]
    [InlineData(PoolSort.Tag, "AaaaN AaaaP BbbbN CcccP")]
    [InlineData(PoolSort.Allocations, "AaaaP BbbbN CcccP AaaaN")]
    [InlineData(PoolSort.Frees, "AaaaP AaaaN BbbbN CcccP")]
    [InlineData(PoolSort.Outstanding, "BbbbN CcccP AaaaP AaaaN")]
    [InlineData(PoolSort.Bytes, "AaaaP BbbbN CcccP AaaaN")]
    [InlineData(PoolSort.BytesPerBlock, "AaaaP BbbbN CcccP AaaaN")]
    public void Rows_are_sorted_by_the_key_the_most_first_and_equal_ones_by_tag(PoolSort sort, string expected)
    {
        PoolTable table = new() { Sort = sort };
        table.Update(Snapshot(s_tags));

        Assert.Equal(expected, Names(table));
    }

    [Fact]
    public void A_filter_leaves_one_pool_and_can_be_changed_without_a_new_snapshot()
    {
        PoolTable table = new() { Filter = PoolKind.Paged };
        table.Update(Snapshot(s_tags));
        Assert.Equal("AaaaP CcccP", Names(table));

        table.Filter = PoolKind.NonPaged;
        Assert.Equal("AaaaN BbbbN", Names(table));
        table.Filter = null;
        Assert.Equal(4, table.Rows.Count);
    }

    [Fact]
    public void The_first_snapshot_shows_no_change()
    {
        PoolTable table = new();
        table.Update(Snapshot(s_tags));

        Assert.All(
            table.Rows, static row => Assert.Equal(0, row.AllocationsChange + row.FreesChange + row.BytesChange));
    }

    [Fact]
    public void Changes_are_counted_from_the_snapshot_before()
    {
        PoolTable table = new();
        table.Update(Snapshot(s_tags));
        table.Update(Snapshot(
            new TagUsage("Bbbb", new PoolCounters(12, 9, 300), default, "Main"),
            new TagUsage("Dddd", new PoolCounters(3, 1, 64), default, null)));

        PoolRow shrunk = table.Rows[0];
        Assert.Equal((2L, 5L, -300L), (shrunk.AllocationsChange, shrunk.FreesChange, shrunk.BytesChange));
        Assert.Equal("Main", shrunk.CallSite);
        PoolRow born = table.Rows[1];
        Assert.Equal((3L, 1L, 64L), (born.AllocationsChange, born.FreesChange, born.BytesChange));
    }

    [Fact]
    public void A_table_without_a_snapshot_has_no_rows()
    {
        Assert.Empty(new PoolTable().Rows);
        Assert.Null(new PoolTable().Latest);
    }

    private static string Names(PoolTable table) =>
        string.Join(' ', table.Rows.Select(static row => $"{row.Tag}{row.Kind.ToString()[0]}"));

    private static PoolSnapshot Snapshot(params IEnumerable<TagUsage> tags) => new()
    {
        Origin = new SnapshotOrigin(SnapshotOriginKind.Process, "test", "default", 1),
        CapturedAt = DateTimeOffset.UnixEpoch,
        NonPaged = new PoolUsage { Kind = PoolKind.NonPaged },
        Paged = new PoolUsage { Kind = PoolKind.Paged },
        Tags = [.. tags],
    };
}
