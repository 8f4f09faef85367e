using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Memory;
using ExPool.Benchmarks.Rows;
using Xunit;

namespace ExPool.Benchmarks.Tests.Measuring;

/// <summary>Each kind of work runs and gives a value; with the two contestants that every machine has.</summary>
public sealed class RowMeasurementTests
{
    private static readonly MeasurePlan s_brief = new() { Rounds = 1, SampleLength = TimeSpan.FromMicroseconds(50) };

    private static readonly Peer[] s_peers =
    [
        new AllocatorPeer<OursPlain, OursScoped, OursZeroed, nuint>(PeerBook.OursName, PeerKind.Ours),
        new AllocatorPeer<
            NativePlain<NativeMemoryCalls>, NativePlain<NativeMemoryCalls>, NativeZeroed<NativeMemoryCalls>, nuint>(
            PeerBook.NativeMemoryName, PeerKind.NativeMemory),
    ];

    [Theory]
    [InlineData("pair.mixed")]
    [InlineData("pair.65536")]
    [InlineData("zeroed.pair.64")]
    [InlineData("batch.mixed")]
    [InlineData("batch.tls.64")]
    [InlineData("foreign.256")]
    [InlineData("scale.2t.pair")]
    [InlineData("scale.2t.batch")]
    [InlineData("scale.64t")]
    public void A_row_gives_a_value_for_each_contestant(string id)
    {
        RowResult result = RowMeasurement.Run(Row(id), s_peers, s_brief);

        Assert.Equal(s_peers.Select(peer => peer.Name), result.Values.Keys);
        Assert.All(result.Values.Values, value => Assert.True(value > 0, $"{value}"));
    }

    [Fact]
    public void Replacement_gives_every_block_back()
    {
        ulong? before = ChargedBytes();

        foreach (int threads in (int[])[1, 2])
        {
            using Works.Work work = s_peers[0].Replace(1000, threads);
            work.WarmUp();
        }

        Assert.Equal(before, ChargedBytes());
    }

    [Fact]
    public void Pairs_give_a_ratio_with_its_interval()
    {
        RowResult result = RowMeasurement.Run(Row("pair.64"), s_peers, s_brief with { Pairs = 15 });

        KeyValuePair<string, PairedRatio> ratio = Assert.Single(result.Ratios);
        Assert.Equal(PeerBook.NativeMemoryName, ratio.Key);
        Assert.InRange(ratio.Value.Median, ratio.Value.Interval.Low, ratio.Value.Interval.High);
    }

    [Fact]
    public void Memory_figures_survive_the_way_from_a_child_process()
    {
        MemoryFigures figures = new(1.0625, 0.1, 1.0 / 3, 12);

        Assert.Equal(figures, MemoryFigures.Parse(figures.ToLine() + "\n"));
    }

    private static Row Row(string id) => RowTable.All.Single(row => row.Id == id);

    private static ulong? ChargedBytes() => Pools.Executive.Capture()[PoolKind.NonPaged].ChargedBytes;
}
