using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Pages;

/// <summary>Free pages whose memory goes back to the system: when, which, and that nobody misses them.</summary>
public sealed class PageReturnTests
{
    private const int TicksPerSecond = 64;

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_pages_go_back_when_nobody_used_them_for_ten_seconds(PoolKind kind)
    {
        MachineRecord record = new() { Ticks = 1000 * TicksPerSecond };
        using Executive<Recorded<HostMachine>> pools = Boot(record);
        nuint block = AllocatePages(pools, kind, 200);
        pools.Memory().WritePattern(block, 200 * Geometry.PageByteCount, 1);
        ulong before = Resident(pools, kind);
        Assert.True(before >= 200);
        pools.Free(block, "Page");
        foreach (int second in new[] { 0, 4, 8 })
        {
            record.Ticks = (1000 + second) * TicksPerSecond;
            pools.AdjustLookasideDepth();
            Assert.Equal(0ul, pools.Capture()[kind].ReturnedBytes);
            Assert.Equal(before, Resident(pools, kind));
        }

        record.Ticks = 1011 * TicksPerSecond;
        pools.AdjustLookasideDepth();
        Assert.Equal(pools.Capture()[kind].CommittedBytes, pools.Capture()[kind].ReturnedBytes);
        Assert.Equal(0ul, Resident(pools, kind));
        PoolAssert.IsSound(pools);

        // The addresses are still the pool's, and what was written is gone.
        nuint again = pools.Allocate(
            TestPools.Flags(kind) | PoolFlags.Uninitialized, 200 * Geometry.PageByteCount, "Page");
        Assert.Equal(block, again);
        Assert.Equal(-1, pools.Memory().FindNonZero(again, 200 * Geometry.PageByteCount));
        Assert.Equal(
            pools.Capture()[kind].CommittedBytes - (200 * TestPools.Page), pools.Capture()[kind].ReturnedBytes);
        pools.Free(again, "Page");
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_page_that_was_used_meanwhile_starts_its_quiet_time_again()
    {
        MachineRecord record = new() { Ticks = 1000 * TicksPerSecond };
        using Executive<Recorded<HostMachine>> pools = Boot(record);
        nuint[] blocks = [.. Enumerable.Range(0, 4).Select(_ => AllocatePages(pools, PoolKind.Paged, 40))];
        pools.Free(blocks[0], "Page");
        record.Ticks = 1008 * TicksPerSecond;
        pools.Free(blocks[2], "Page");
        record.Ticks = 1012 * TicksPerSecond;
        pools.AdjustLookasideDepth();
        AssertReturned(pools, PoolKind.Paged, blocks, 0);
        record.Ticks = 1019 * TicksPerSecond;
        pools.AdjustLookasideDepth();
        AssertReturned(pools, PoolKind.Paged, blocks, 0, 2);

        // The block between becomes one run with its neighbours, which went back before; only it goes back now.
        pools.Free(blocks[1], "Page");
        Assert.Equal(80 * TestPools.Page + Tail(pools), pools.Capture().Paged.ReturnedBytes);
        record.Ticks = 1040 * TicksPerSecond;
        pools.AdjustLookasideDepth();
        Assert.Equal(120 * TestPools.Page + Tail(pools), pools.Capture().Paged.ReturnedBytes);
        nuint all = pools.Allocate(PoolFlags.Paged | PoolFlags.Uninitialized, 120 * Geometry.PageByteCount, "Page");
        Assert.Equal(blocks[0], all);
        Assert.Equal(-1, pools.Memory().FindNonZero(all, 120 * Geometry.PageByteCount));
        pools.Free(all, "Page");
        pools.Free(blocks[3], "Page");
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Trim_gives_every_free_page_back_at_once_and_says_how_much(PoolKind kind)
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);
        pools.Trim();
        Assert.Equal(0ul, pools.Trim());
        List<nuint> blocks = [];
        for (int count = 0; count < 2000; count++)
        {
            blocks.Add(pools.Allocate(TestPools.Flags(kind), 1000, "Page"));
            pools.Memory().WritePattern(blocks[^1], 1000, (uint)count);
        }

        nuint kept = blocks[1000];
        blocks.Where(block => block != kept).ToList().ForEach(block => pools.Free(block, "Page"));
        ulong before = Resident(pools, kind);
        ulong returned = pools.Trim();
        Assert.InRange(returned, 480 * TestPools.Page, 600 * TestPools.Page);
        Assert.Equal(pools.Capture()[kind].CommittedBytes - TestPools.Page, pools.Capture()[kind].ReturnedBytes);
        Assert.Equal(1ul, Resident(pools, kind));
        Assert.True(before > 480);
        Assert.Equal(-1, pools.Memory().FindDamage(kept, 1000, 1000));
        pools.Free(kept, "Page");
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void Single_pages_that_come_and_go_stay_at_hand()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Options);
        nuint[] blocks = [.. Enumerable.Range(0, 20).Select(_ => AllocatePages(pools, PoolKind.NonPaged, 1))];
        Array.ForEach(blocks, block => pools.Free(block, "Page"));
        // Sixteen are kept outside of the runs; the last one freed is the first one used.
        Assert.Equal(16 * TestPools.Page, pools.Capture().NonPaged.CachedBytes);
        Assert.Equal(blocks[15], AllocatePages(pools, PoolKind.NonPaged, 1));
        pools.Free(blocks[15], "Page");

        // A longer run needs them back.
        nuint all = AllocatePages(pools, PoolKind.NonPaged, 1024);
        Assert.Equal(0ul, pools.Capture().NonPaged.CachedBytes);
        pools.Free(all, "Page");
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Pages_that_are_on_their_way_back_to_the_system_are_no_reason_to_refuse(PoolKind kind)
    {
        const int Pages = 64;
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Executive<Recorded<HostMachine>>.Boot(
            new(TestPools.Host(), record), TestPools.OfPages(initial: Pages, maximum: Pages, growth: 16));
        pools.Free(AllocatePages(pools, kind, Pages), "Page");
        nuint block = 0;
        TestThread? other = null;
        record.OnDecommit = () =>
        {
            record.OnDecommit = null;
            other = TestThread.Start(
                () => block = pools.Allocate(TestPools.Flags(kind), Pages * Geometry.PageByteCount, "Page"));
            // Long enough to find no run, if it would not wait; too short only makes the test see less.
            Thread.Sleep(200);
        };
        pools.Trim();
        Assert.NotNull(other);
        other.Join();
        Assert.NotEqual((nuint)0, block);
        pools.Free(block, "Page");
        Assert.Equal(0ul, pools.Capture()[kind].Failures);
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void Nothing_is_lost_while_pages_go_back_all_the_time()
    {
        int rounds = TestPools.IsFullLength ? 200_000 : 6000;
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            TestPools.Host(), TestPools.OfPages(initial: 16, maximum: 8192, growth: 16));
        using CancellationTokenSource over = new();
        TestThread trimmer = TestThread.Start(() =>
        {
            while (!over.IsCancellationRequested)
            {
                pools.Trim();
            }
        });
        try
        {
            ThreadGroup.Run(4, number => UsePages(pools, number, rounds));
        }
        finally
        {
            over.Cancel();
            trimmer.Join();
        }

        Assert.Equal(0ul, pools.Capture().NonPaged.Failures + pools.Capture().Paged.Failures);
        PoolAssert.IsEmptyAfterTrim(pools);
        Assert.Equal(pools.Capture().Paged.CommittedBytes, pools.Capture().Paged.ReturnedBytes);
    }

    private static void UsePages(Executive<HostMachine> pools, int number, int rounds)
    {
        Random random = new(number);
        ShadowPool<HostMachine> shadow = new(pools.Memory());
        for (int round = 0; round < rounds; round++)
        {
            int byteCount = random.Next(3) == 0 ? random.Next(1, 4072) : random.Next(4073, 160_000);
            PoolKind kind = (PoolKind)random.Next(2);
            nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Page");
            Assert.NotEqual((nuint)0, address);
            Assert.Equal(-1, pools.Memory().FindNonZero(address, byteCount));
            shadow.Allocated(new ShadowBlock(address, byteCount, kind, "Page", (uint)round));
            while (shadow.Living.Count > 20 || (round == rounds - 1 && shadow.Living.Count > 0))
            {
                pools.Free(shadow.Take(random.Next(shadow.Living.Count)).Address, "Page");
            }
        }
    }

    private static Executive<Recorded<HostMachine>> Boot(MachineRecord record) =>
        Executive<Recorded<HostMachine>>.Boot(
            new(TestPools.Host(), record), TestPools.OfPages(initial: 16, maximum: 1024, growth: 16));

    private static nuint AllocatePages<TMachine>(Executive<TMachine> pools, PoolKind kind, int pages)
        where TMachine : struct, IMachine
    {
        int byteCount = pages * Geometry.PageByteCount;
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Page");
        Assert.NotEqual((nuint)0, address);
        pools.Memory().WritePattern(address, byteCount, 7);
        return address;
    }

    private static ulong Resident<TMachine>(Executive<TMachine> pools, PoolKind kind)
        where TMachine : struct, IMachine
    {
        RawPool<TMachine> pool = pools.Tables().Pool(kind);
        nuint? count = pools.Machine.CountResidentPages(pool.Start, pool.CommittedPageCount);
        Assert.SkipWhen(count is null, "The system does not say what is resident.");
        return count!.Value;
    }

    /// <summary>Whether exactly these of the blocks read as zero, and their pages count as given back.</summary>
    private static void AssertReturned(
        Executive<Recorded<HostMachine>> pools, PoolKind kind, nuint[] blocks, params int[] returned)
    {
        for (int index = 0; index < blocks.Length; index++)
        {
            int damage = pools.Memory().FindDamage(blocks[index], 40 * Geometry.PageByteCount, 7);
            Assert.Equal(returned.Contains(index), damage == 0);
        }

        Assert.Equal(
            ((ulong)returned.Length * 40 * TestPools.Page) + Tail(pools), pools.Capture()[kind].ReturnedBytes);
    }

    /// <summary>Bytes behind the four blocks, which were never used and went back first.</summary>
    private static ulong Tail(Executive<Recorded<HostMachine>> pools) =>
        pools.Capture().Paged.CommittedBytes.GetValueOrDefault() - (160 * TestPools.Page);
}
