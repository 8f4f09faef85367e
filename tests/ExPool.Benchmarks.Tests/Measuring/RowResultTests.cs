using System.Collections.Generic;
using System.Linq;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Rows;
using Xunit;

namespace ExPool.Benchmarks.Tests.Measuring;

public sealed class RowResultTests
{
    [Fact]
    public void The_best_native_peer_is_called_plainly()
    {
        RowResult result = Of(
            "pair.64", ours: 3, ("mimalloc", 7), ("tcmalloc", 4), ("tcmalloc+Suppress", 2), ("ArrayPool", 1));

        Assert.Equal(4, result.BestNative);
    }

    [Fact]
    public void Where_more_is_better_the_best_is_the_largest()
    {
        RowResult result = Of("scale.2t.pair", ours: 1.9, ("mimalloc", 1.5), ("jemalloc", 2.0));

        Assert.Equal(2.0, result.BestNative);
    }

    [Theory]
    [InlineData("pair.64", 3.4, 6.8, 4.0, true)]
    [InlineData("pair.64", 3.5, 6.8, 4.2, false)]    // more than half of NativeMemory
    [InlineData("pair.64", 3.4, 6.8, 3.9, false)]    // more than 0.85 of the best
    [InlineData("scale.2t.pair", 1.8, 1.0, 1.0, true)]
    [InlineData("scale.2t.pair", 1.79, 1.0, 1.0, false)]
    [InlineData("memory.fill", 1.05, 1.04, 1.05, true)]
    [InlineData("memory.fill", 1.06, 1.06, 1.05, false)]    // more than mimalloc
    public void A_goal_holds_when_all_its_parts_do(
        string row, double ours, double nativeMemory, double mimalloc, bool expected)
    {
        RowResult result = Of(row, ours, ("NativeMemory", nativeMemory), ("mimalloc", mimalloc));

        Assert.Equal(expected, result.Holds);
    }

    [Fact]
    public void Without_its_reference_a_goal_neither_holds_nor_fails() =>
        Assert.Null(Of("pair.64", ours: 1, ("NativeMemory", 10)).Holds);

    [Fact]
    public void A_row_without_a_goal_neither_holds_nor_fails() =>
        Assert.Null(Of("batch.tls.64", ours: 1, ("NativeMemory", 10), ("mimalloc", 10)).Holds);

    private static RowResult Of(string row, double ours, params (string Name, double Value)[] peers)
    {
        Dictionary<string, double> values = new() { [PeerBook.OursName] = ours };
        foreach ((string name, double value) in peers)
        {
            values[name] = value;
        }

        return new RowResult(RowTable.All.Single(candidate => candidate.Id == row), values);
    }
}
