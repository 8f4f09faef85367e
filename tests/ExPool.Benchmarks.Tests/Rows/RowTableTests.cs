using System.Collections.Generic;
using System.Linq;
using ExPool.Benchmarks.CommandLine;
using ExPool.Benchmarks.Rows;
using Xunit;

namespace ExPool.Benchmarks.Tests.Rows;

public sealed class RowTableTests
{
    private static readonly string[] s_withGoal =
    [
        "pair.16", "pair.64", "pair.256", "pair.1024", "pair.mixed", "pair.4096", "pair.65536",
        "batch.16", "batch.64", "batch.256", "batch.mixed",
        "foreign.64", "foreign.256", "foreign.1024", "foreign.4096",
        "replace.100k.1t", "replace.1m.1t", "replace.100k.2t", "replace.1m.2t",
        "replace.later.100k.1t", "replace.later.1m.1t", "replace.later.100k.2t", "replace.later.1m.2t",
        "scale.2t.pair", "scale.2t.batch", "scale.64t", "scale.256t",
        "memory.fill", "memory.refill",
    ];

    [Fact]
    public void Names_are_unique() =>
        Assert.Empty(RowTable.All.GroupBy(row => row.Id).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void The_names_that_documents_use_stay() =>
        Assert.Equal(s_withGoal, RowTable.All.Where(row => row.Goal is not null).Select(row => row.Id));

    [Fact]
    public void Every_row_measures_either_time_or_memory() =>
        Assert.All(RowTable.All, row => Assert.NotEqual(row.Create is null, row.OfMemory is null));

    [Fact]
    public void Every_row_has_the_pools_and_NativeMemory() => Assert.All(RowTable.All, row =>
    {
        Assert.Contains(PeerKind.Ours, row.Kinds);
        Assert.Contains(PeerKind.NativeMemory, row.Kinds);
    });

    [Fact]
    public void Units_are_ns_or_ratio() =>
        Assert.All(RowTable.All, row => Assert.True(row.Unit is "ns" or "ratio", row.Unit));

    [Theory]
    [InlineData(null, 47)]
    [InlineData("pair.*", 7)]
    [InlineData("foreign.64", 1)]
    [InlineData("batch.tls.*, scale.2t.pair", 5)]
    [InlineData("pair.16,pair.*", 7)]
    public void Patterns_choose_rows(string? patterns, int count) =>
        Assert.Equal(count, RowPattern.Choose(patterns).Count);

    [Fact]
    public void Chosen_rows_keep_the_order_of_the_table()
    {
        IEnumerable<string> names = RowPattern.Choose("memory.fill,pair.16").Select(row => row.Id);

        Assert.Equal(["pair.16", "memory.fill"], names);
    }

    [Theory]
    [InlineData("pair.17")]
    [InlineData("pair.16,nothing")]
    [InlineData("")]
    public void A_pattern_that_matches_nothing_is_refused(string patterns) =>
        Assert.Throws<BenchException>(() => RowPattern.Choose(patterns));
}
