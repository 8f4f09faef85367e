using System;
using System.Linq;
using System.Threading;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Lists;

/// <summary>What the call once a second does: idle lists shrink to nothing, busy ones become deeper or stay.</summary>
public sealed class TuningTests
{
    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 2000)]
    [InlineData(PoolKind.Paged, 8000)]
    public void An_idle_list_shrinks_to_nothing_in_a_few_calls(PoolKind kind, int byteCount)
    {
        using Executive<HostMachine> pools = Boot();
        Burst(pools, kind, byteCount, count: 300);
        RawList<HostMachine> list = ListOf(pools, kind, byteCount);
        // The period of the burst itself, then those without use.
        pools.AdjustLookasideDepth();
        int calls = 0;
        for (; list.Limit != 0; calls++)
        {
            int before = list.Limit;
            pools.AdjustLookasideDepth();
            Assert.Equal(before / 2 < 4 ? 0 : before / 2, list.Limit);
            Assert.InRange(list.Depth, 0, list.Limit);
            PoolAssert.LimitsAreKept(pools, TestPools.Listed.LookasideHeldByteCount);
        }

        Assert.InRange(calls, 1, 9);
        Assert.Equal(0, list.Depth);

        // The shared list gives half away each time.
        int shared = pools.Tables().Pool(kind).SharedDepth(s_sizes.ListOf(byteCount));
        for (; shared != 0; calls++)
        {
            pools.AdjustLookasideDepth();
            int now = pools.Tables().Pool(kind).SharedDepth(s_sizes.ListOf(byteCount));
            Assert.InRange(now, 0, shared / 2);
            shared = now;
        }

        Assert.InRange(calls, 1, 18);
        PoolAssert.IsEmpty(pools);
        Burst(pools, kind, byteCount, count: 3);
        Assert.NotEqual(0, list.Limit);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void A_busy_list_that_misses_becomes_deeper()
    {
        using Executive<HostMachine> pools = Boot();
        // Allocations alone deepen a list to 32 at most: the rest is the tuner's.
        nuint[] blocks = [.. Enumerable.Range(0, 400).Select(_ => Allocate(pools, PoolKind.Paged, 100))];
        RawList<HostMachine> list = ListOf(pools, PoolKind.Paged, 100);
        Assert.Equal(32, list.Limit);
        pools.AdjustLookasideDepth();
        Assert.Equal(64, list.Limit);
        PoolAssert.LimitsAreKept(pools, TestPools.Listed.LookasideHeldByteCount);
        Array.ForEach(blocks, block => pools.Free(block, "Tune"));
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void A_busy_list_that_hits_keeps_its_limit_while_its_neighbours_shrink()
    {
        using Executive<HostMachine> pools = Boot();
        RawList<HostMachine> busy = ListOf(pools, PoolKind.Paged, 100);
        RawList<HostMachine> idle = ListOf(pools, PoolKind.Paged, 1000);
        RawList<HostMachine> other = ListOf(pools, PoolKind.NonPaged, 1000);
        Burst(pools, PoolKind.Paged, 1000, count: 200);
        Burst(pools, PoolKind.NonPaged, 1000, count: 200);
        Burst(pools, PoolKind.Paged, 100, count: 60);
        pools.AdjustLookasideDepth();
        int limit = busy.Limit;
        Assert.InRange(limit, 32, 256);
        for (int period = 0; period < 10; period++)
        {
            for (int round = 0; round < 300; round++)
            {
                Burst(pools, PoolKind.Paged, 100, count: 10);
            }

            pools.AdjustLookasideDepth();
            Assert.Equal(limit, busy.Limit);
        }

        Assert.Equal((0, 0), (idle.Limit, other.Limit));
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void A_list_that_is_used_a_little_keeps_four_blocks()
    {
        using Executive<HostMachine> pools = Boot();
        Burst(pools, PoolKind.NonPaged, 100, count: 300);
        RawList<HostMachine> list = ListOf(pools, PoolKind.NonPaged, 100);
        for (int period = 0; period < 12; period++)
        {
            Burst(pools, PoolKind.NonPaged, 100, count: 1);
            pools.AdjustLookasideDepth();
        }

        Assert.Equal(4, list.Limit);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void The_balance_set_manager_gives_an_idle_process_its_blocks_back()
    {
        using Executive<HostMachine> pools = Boot();
        using (BalanceSetManager.Start(pools, TimeSpan.FromMilliseconds(1)))
        {
            Burst(pools, PoolKind.NonPaged, 100, count: 300);
            Burst(pools, PoolKind.Paged, 5000, count: 100);
            bool isEmpty = SpinWait.SpinUntil(
                () => pools.Capture() is { NonPaged.BytesInUse: 0, Paged.BytesInUse: 0 }, TimeSpan.FromSeconds(60));
            Assert.True(isEmpty, "Blocks stay in idle lists.");
        }

        PoolAssert.IsEmpty(pools);
    }

    private static Executive<HostMachine> Boot() =>
        Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);

    private static void Burst(Executive<HostMachine> pools, PoolKind kind, int byteCount, int count)
    {
        nuint[] blocks = [.. Enumerable.Range(0, count).Select(_ => Allocate(pools, kind, byteCount))];
        Array.ForEach(blocks, block => pools.Free(block, "Tune"));
    }

    private static nuint Allocate(Executive<HostMachine> pools, PoolKind kind, int byteCount)
    {
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Tune");
        Assert.NotEqual((nuint)0, address);
        return address;
    }

    private static RawList<HostMachine> ListOf(Executive<HostMachine> pools, PoolKind kind, int byteCount)
    {
        _ = pools.Machine.CurrentProcessor;
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Tune");
        pools.Free(address, "Tune");
        return pools.Tables().CurrentProcessor().List(kind, s_sizes.ListOf(byteCount));
    }
}
