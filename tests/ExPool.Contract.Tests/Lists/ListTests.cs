using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Lists;

/// <summary>One thread's lists: how they fill, overflow and are refilled, and what comes out of them.</summary>
public sealed class ListTests
{
    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void An_empty_list_is_refilled_in_a_batch(PoolKind kind)
    {
        using Executive<HostMachine> pools = Boot();
        nuint first = Allocate(pools, kind, 100);
        RawList<HostMachine> list = ListOf(pools, kind, 100);
        int batch = list.Depth;
        Assert.InRange(batch, 1, 63);
        Assert.Equal(1ul, list.AllocateMisses);

        nuint[] others = [.. Enumerable.Range(0, batch).Select(_ => Allocate(pools, kind, 100))];
        Assert.Equal((ulong)batch, list.Served);
        Assert.Equal(1ul, list.AllocateMisses);
        Assert.Equal(0, list.Depth);
        Array.ForEach([first, .. others], block => pools.Free(block, "List"));
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 60)]
    [InlineData(PoolKind.Paged, 60)]
    [InlineData(PoolKind.Paged, 1000)]
    [InlineData(PoolKind.NonPaged, 4096)]
    public void A_list_that_overflows_becomes_deeper_and_gives_away_in_batches(PoolKind kind, int byteCount)
    {
        const int Count = 700;
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            TestPools.Host(), TestPools.Listed with { LookasideMaximumDepth = 256 });
        nuint[] blocks = [.. Enumerable.Range(0, Count).Select(_ => Allocate(pools, kind, byteCount))];
        RawList<HostMachine> list = ListOf(pools, kind, byteCount);
        List<int> limits = [];
        foreach (nuint block in blocks)
        {
            pools.Free(block, "List");
            limits.Add(list.Limit);
            PoolAssert.LimitsAreKept(pools, TestPools.Listed.LookasideHeldByteCount);
        }

        // Half of what the processor may hold, and at most 256.
        int most = Math.Min(256, (TestPools.Listed.LookasideHeldByteCount / 2) / s_sizes.Charge(byteCount));
        Assert.Equal(most, list.Limit);
        Assert.Equal(limits.Order(), limits);
        Assert.InRange(list.FreeMisses, 1ul, (ulong)(2 * Count / most));
        Assert.True(pools.Tables().Pool(kind).SharedDepth(s_sizes.ListOf(byteCount)) >= most / 2);
        // Frees that it took: what lies in it, what left it and what it served, but for what refills brought.
        Assert.Equal(
            (ulong)Count - list.FreeMisses,
            (ulong)list.Depth + list.BlocksOut + list.Served - list.BlocksIn);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void Two_busy_lists_leave_room_for_one_that_begins()
    {
        using Executive<HostMachine> pools = Boot();
        for (int round = 0; round < 10; round++)
        {
            foreach (PoolKind kind in new[] { PoolKind.NonPaged, PoolKind.Paged })
            {
                nuint[] blocks = [.. Enumerable.Range(0, 2000).Select(_ => Allocate(pools, kind, 256))];
                Array.ForEach(blocks, block => pools.Free(block, "List"));
            }
        }

        pools.Free(Allocate(pools, PoolKind.NonPaged, 1000), "List");
        Assert.InRange(ListOf(pools, PoolKind.NonPaged, 256).Limit, 1500, 1927);
        Assert.InRange(ListOf(pools, PoolKind.NonPaged, 1000).Limit, 4, 8);
        PoolAssert.LimitsAreKept(pools, TestPools.Listed.LookasideHeldByteCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_list_that_serves_what_it_takes_becomes_deeper_than_one_whose_blocks_go_elsewhere(bool isPassing)
    {
        const int Count = 1000;
        using Executive<HostMachine> pools = Boot();
        pools.Free(Allocate(pools, PoolKind.NonPaged, 64), "List");
        RawList<HostMachine> list = ListOf(pools, PoolKind.NonPaged, 64);
        for (int round = 0; round < 20; round++)
        {
            nuint[] blocks = new nuint[Count];
            if (isPassing)
            {
                ThreadGroup.Run(1, _ => Fill(pools, blocks));
            }
            else
            {
                Fill(pools, blocks);
            }

            Array.ForEach(blocks, block => pools.Free(block, "List"));
            pools.AdjustLookasideDepth();
        }

        Assert.InRange(list.Limit, isPassing ? 128 : 1000, isPassing ? 256 : 2048);
        PoolAssert.LimitsAreKept(pools, TestPools.Listed.LookasideHeldByteCount);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void A_list_that_passed_blocks_on_for_long_becomes_deep_as_soon_as_it_serves_them()
    {
        using Executive<HostMachine> pools = Boot();
        pools.Free(Allocate(pools, PoolKind.NonPaged, 64), "List");
        RawList<HostMachine> list = ListOf(pools, PoolKind.NonPaged, 64);
        nuint[] blocks = new nuint[1000];
        for (int round = 0; round < 200; round++)
        {
            ThreadGroup.Run(1, _ => Fill(pools, blocks));
            Array.ForEach(blocks, block => pools.Free(block, "List"));
        }

        Assert.InRange(list.Limit, 128, 256);
        for (int period = 0; period < 4; period++)
        {
            pools.AdjustLookasideDepth();
            for (int round = 0; round < 4; round++)
            {
                Fill(pools, blocks);
                Array.ForEach(blocks, block => pools.Free(block, "List"));
            }
        }

        Assert.InRange(list.Limit, 1000, 2048);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void All_lists_of_a_processor_together_keep_within_its_bytes()
    {
        const int Held = 64 << 10;
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            TestPools.Host(), TestPools.Listed with { LookasideHeldByteCount = Held });
        Random random = new(1);
        List<nuint> living = [];
        for (int round = 0; round < 4000; round++)
        {
            int byteCount = random.Next(20) == 0 ? random.Next(4073, 131_072) : random.Next(1, 4072);
            nuint address = pools.Allocate(TestPools.Flags((PoolKind)(round % 2)), (nuint)byteCount, "List");
            if (address != 0)
            {
                living.Add(address);
            }

            if (living.Count > 60 || address == 0)
            {
                living.ForEach(block => pools.Free(block, "List"));
                living.Clear();
                PoolAssert.LimitsAreKept(pools, Held);
            }

            if (round % 500 == 499)
            {
                pools.AdjustLookasideDepth();
                PoolAssert.LimitsAreKept(pools, Held);
            }
        }

        living.ForEach(block => pools.Free(block, "List"));
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Large_blocks_of_1_to_32_pages_come_back_from_their_list_under_their_new_tag(PoolKind kind)
    {
        // Room for a list of each size.
        const int Held = 16 << 20;
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            TestPools.Host(), TestPools.OfPages(16, 4096, 16).WithLists() with { LookasideHeldByteCount = Held });
        ShadowLedger ledger = new();
        for (int pages = 1; pages <= 32; pages++)
        {
            PoolTag before = new($"B{pages:D2}");
            PoolTag after = new($"A{pages:D2}");
            int byteCount = (pages * Geometry.PageByteCount) - (pages % 2 * 23);
            nuint block = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, before);
            pools.Free(block, before);
            Assert.Equal(1, ListOf(pools, kind, byteCount).Depth);

            nuint again = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, after);
            Assert.Equal(block, again);
            PoolBlockInfo info = Assert.IsType<PoolBlockInfo>(pools.OpenReader().FindBlock(again));
            Assert.Equal((after, (ulong)s_sizes.Charge(byteCount)), (info.Tag, info.ByteCount));
            PoolAssert.Stops(
                new(BugCheckCode.BadPoolCaller, 0xA, again, after.Value, before.Value, after, again),
                () => pools.Free(again, before));
            pools.Free(again, after);
            foreach (PoolTag tag in new[] { before, after })
            {
                ledger.Allocated(tag, kind, s_sizes.Charge(byteCount));
                ledger.Freed(tag, kind, s_sizes.Charge(byteCount));
            }
        }

        ledger.AssertEqualTo(pools.Capture());
        PoolAssert.LimitsAreKept(pools, Held);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_from_a_list_is_zero_unless_asked_otherwise(PoolKind kind)
    {
        using Executive<HostMachine> pools = Boot();
        foreach (int byteCount in new[] { 1, 8, 9, 100, 1000, 4072, 4073, 5000, 131_072 })
        {
            nuint block = Allocate(pools, kind, byteCount);
            for (int round = 0; round < 4; round++)
            {
                pools.Memory().WritePattern(block, byteCount, (uint)round);
                pools.Free(block, "List");
                Assert.Equal(block, Allocate(pools, kind, byteCount));
                Assert.Equal(-1, pools.Memory().FindNonZero(block, byteCount));
            }

            pools.Free(block, "List");
        }

        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, Irql.Apc)]
    [InlineData(PoolKind.NonPaged, Irql.Dispatch)]
    [InlineData(PoolKind.Paged, Irql.Apc)]
    public void Lists_serve_at_a_raised_level_and_leave_it_as_it_was(PoolKind kind, Irql level)
    {
        using Executive<HostMachine> pools = Boot();
        foreach (int byteCount in new[] { 100, 10_000 })
        {
            pools.Free(Allocate(pools, kind, byteCount), "List");
            RawList<HostMachine> list = ListOf(pools, kind, byteCount);
            ulong served = list.Served;
            int depth = list.Depth;
            Irql before = pools.Machine.RaiseIrql(level);
            for (int round = 0; round < 100; round++)
            {
                pools.Free(Allocate(pools, kind, byteCount), "List");
                Assert.Equal(level, pools.Machine.CurrentIrql);
            }

            pools.Machine.LowerIrql(before);
            Assert.Equal(served + 100, list.Served);
            Assert.Equal(depth, list.Depth);
        }

        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, Irql.High, 100)]
    [InlineData(PoolKind.NonPaged, Irql.High, 10_000)]
    [InlineData(PoolKind.Paged, Irql.Dispatch, 100)]
    [InlineData(PoolKind.Paged, Irql.Dispatch, 10_000)]
    public void A_level_that_is_too_high_stops_although_a_list_has_the_block(PoolKind kind, Irql level, int byteCount)
    {
        using Executive<HostMachine> pools = Boot();
        nuint address = Allocate(pools, kind, byteCount);
        pools.Free(Allocate(pools, kind, byteCount), "List");
        Irql before = pools.Machine.RaiseIrql(level);
        PoolAssert.Stops(
            new(BugCheckCode.BadPoolCaller, 8, (ulong)level, (ulong)kind, (ulong)byteCount, "List", Address: 0),
            () => pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "List"));
        PoolAssert.Stops(
            new(BugCheckCode.BadPoolCaller, 9, (ulong)level, (ulong)kind, address, "List", address),
            () => pools.Free(address, "List"));
        pools.Machine.LowerIrql(before);
        pools.Free(address, "List");
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    private static Executive<HostMachine> Boot() =>
        Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);

    private static nuint Allocate(Executive<HostMachine> pools, PoolKind kind, int byteCount)
    {
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "List");
        Assert.NotEqual((nuint)0, address);
        return address;
    }

    private static RawList<HostMachine> ListOf(Executive<HostMachine> pools, PoolKind kind, int byteCount) =>
        pools.Tables().CurrentProcessor().List(kind, s_sizes.ListOf(byteCount));

    private static void Fill(Executive<HostMachine> pools, nuint[] blocks)
    {
        for (int index = 0; index < blocks.Length; index++)
        {
            blocks[index] = Allocate(pools, PoolKind.NonPaged, 64);
        }
    }
}
