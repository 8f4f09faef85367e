using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Lists;

/// <summary>Blocks that travel between threads through their lists, and come back from threads that are idle or
/// dead.</summary>
public sealed class SharingTests
{
    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    [Theory]
    [InlineData(PoolKind.NonPaged, 200)]
    [InlineData(PoolKind.Paged, 200)]
    [InlineData(PoolKind.Paged, 4096)]
    public void What_another_thread_frees_reaches_the_first_one_again(PoolKind kind, int byteCount)
    {
        const int Count = 500;
        const int Rounds = 30;
        using Executive<HostMachine> pools = Boot();
        nuint[] blocks = new nuint[Count];
        using Turn turn = new();
        TestThread other = TestThread.Start(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                turn.Pass();
                Array.ForEach(blocks, block => pools.Free(block, "Trav"));
                turn.Pass();
            }
        });
        for (int round = 0; round < Rounds; round++)
        {
            for (int index = 0; index < Count; index++)
            {
                blocks[index] = Allocate(pools, kind, byteCount);
            }

            turn.Pass();
            turn.Pass();
        }

        other.Join();
        // What is used at once, and what both threads' lists and the shared one may hold. Nothing more for each round.
        ulong used = (ulong)(Count * s_sizes.Charge(byteCount));
        ulong held = (ulong)((2 * TestPools.Listed.LookasideHeldByteCount / 4) + (512 << 10));
        Assert.InRange(pools.Capture()[kind].PeakBytes.GetValueOrDefault(), used, used + held);
        // They come in batches: one miss brings many.
        ulong misses = pools.Tables().CurrentProcessor().List(kind, s_sizes.ListOf(byteCount)).AllocateMisses;
        Assert.InRange(misses, 1ul, (ulong)(byteCount < 4000 ? Rounds * Count / 10 : Rounds * Count));
        ShadowLedger ledger = new();
        for (int number = 0; number < Rounds * Count; number++)
        {
            ledger.Allocated("Trav", kind, s_sizes.Charge(byteCount));
            ledger.Freed("Trav", kind, s_sizes.Charge(byteCount));
        }

        ledger.AssertEqualTo(pools.Capture());
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void The_lists_of_a_thread_that_died_go_to_the_next_owner_of_its_number()
    {
        using Executive<HostMachine> pools = Boot();
        int number = 0;
        int depth = 0;
        ThreadGroup.Run(1, _ =>
        {
            number = pools.Machine.CurrentProcessor;
            FillList(pools, PoolKind.Paged, 100);
            depth = pools.Tables().CurrentProcessor().List(PoolKind.Paged, s_sizes.ListOf(100)).Depth;
        });
        Assert.NotEqual(0, depth);
        ThreadGroup.Run(1, _ =>
        {
            Assert.Equal(number, pools.Machine.CurrentProcessor);
            RawProcessor<HostMachine> processor = pools.Tables().CurrentProcessor();
            RawList<HostMachine> list = processor.List(PoolKind.Paged, s_sizes.ListOf(100));
            ulong misses = list.AllocateMisses;
            Assert.Equal(depth, list.Depth);
            nuint[] blocks = [.. Enumerable.Range(0, depth).Select(_ => Allocate(pools, PoolKind.Paged, 100))];
            Assert.Equal(misses, list.AllocateMisses);
            Array.ForEach(blocks, block => pools.Free(block, "Trav"));
        });
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void The_lists_of_a_thread_that_died_are_given_back_by_the_tuner()
    {
        using Executive<HostMachine> pools = Boot();
        ThreadGroup.Run(3, _ => FillList(pools, PoolKind.NonPaged, 300));
        Assert.NotEqual(0ul, pools.Capture().NonPaged.BytesInUse);
        for (int period = 0; period < 16; period++)
        {
            pools.AdjustLookasideDepth();
        }

        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 60)]
    [InlineData(PoolKind.Paged, 60)]
    [InlineData(PoolKind.NonPaged, 4072)]
    [InlineData(PoolKind.Paged, 4096)]
    [InlineData(PoolKind.Paged, 60_000)]
    public void An_exhausted_pool_takes_back_what_its_lists_hold_before_it_refuses(PoolKind kind, int byteCount)
    {
        using Executive<HostMachine> pools = BootTiny();
        for (int round = 0; round < 3; round++)
        {
            FreeAll(pools, AllocateAll(pools, kind, byteCount));
            AssertAllIsThere(pools, kind);
        }

        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, true)]
    [InlineData(PoolKind.Paged, true)]
    [InlineData(PoolKind.NonPaged, false)]
    [InlineData(PoolKind.Paged, false)]
    public void An_exhausted_pool_takes_back_what_another_threads_lists_hold(PoolKind kind, bool isAlive)
    {
        using Executive<HostMachine> pools = BootTiny();
        using Turn turn = new();
        TestThread other = TestThread.Start(() =>
        {
            foreach (int byteCount in new[] { 60, 500, 4072, 8192 })
            {
                FreeAll(pools, AllocateAll(pools, kind, byteCount));
            }

            turn.Pass();
            if (isAlive)
            {
                turn.Pass();
            }
        });
        turn.Pass();
        if (!isAlive)
        {
            other.Join();
        }

        AssertAllIsThere(pools, kind);
        if (isAlive)
        {
            turn.Pass();
        }

        other.Join();
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void Trim_gives_everything_back_while_other_threads_go_on()
    {
        int rounds = TestPools.IsFullLength ? 2_000_000 : 60_000;
        using Executive<HostMachine> pools = Boot();
        using CancellationTokenSource over = new();
        TestThread trimmer = TestThread.Start(() =>
        {
            while (!over.IsCancellationRequested)
            {
                pools.Trim();
            }
        });
        ShadowLedger[] ledgers = [.. Enumerable.Range(0, 4).Select(_ => new ShadowLedger())];
        try
        {
            ThreadGroup.Run(4, number => UseLists(pools, ledgers[number], number, rounds));
        }
        finally
        {
            over.Cancel();
            trimmer.Join();
        }

        ShadowLedger all = new();
        Array.ForEach(ledgers, all.Add);
        all.AssertEqualTo(pools.Capture());
        PoolAssert.LimitsAreKept(pools, TestPools.Listed.LookasideHeldByteCount);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    /// <summary>Allocates and frees in bursts, so that lists overflow, are refilled and grow.</summary>
    private static void UseLists(Executive<HostMachine> pools, ShadowLedger ledger, int number, int rounds)
    {
        Random random = new(number);
        ShadowPool<HostMachine> shadow = new(pools.Memory());
        PoolTag tag = new($"Use{number}");
        for (int round = 0; round < rounds;)
        {
            int byteCount = random.Next(30) == 0 ? random.Next(4073, 20_000) : 40 << random.Next(5);
            PoolKind kind = (PoolKind)random.Next(2);
            int burst = random.Next(1, byteCount > 4000 ? 5 : 60);
            for (int count = 0; count < burst; count++, round++)
            {
                nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, tag);
                Assert.NotEqual((nuint)0, address);
                shadow.Allocated(new ShadowBlock(address, byteCount, kind, tag, (uint)round));
                ledger.Allocated(tag, kind, s_sizes.Charge(byteCount));
            }

            while (shadow.Living.Count > 0)
            {
                ShadowBlock block = shadow.Take(shadow.Living.Count - 1);
                pools.Free(block.Address, tag);
                ledger.Freed(tag, kind, s_sizes.Charge(byteCount));
            }
        }
    }

    private static void FillList(Executive<HostMachine> pools, PoolKind kind, int byteCount) =>
        FreeAll(pools, [.. Enumerable.Range(0, 300).Select(_ => Allocate(pools, kind, byteCount))]);

    private static List<nuint> AllocateAll(Executive<HostMachine> pools, PoolKind kind, int byteCount)
    {
        List<nuint> blocks = [];
        while (pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Trav") is nuint block and not 0)
        {
            blocks.Add(block);
        }

        return blocks;
    }

    private static void FreeAll(Executive<HostMachine> pools, List<nuint> blocks) =>
        blocks.ForEach(block => pools.Free(block, "Trav"));

    private static void AssertAllIsThere(Executive<HostMachine> pools, PoolKind kind)
    {
        Assert.NotEqual(0ul, pools.Capture()[kind].BytesInUse);
        nuint all = pools.Allocate(TestPools.Flags(kind), TinyPages * Geometry.PageByteCount, "All ");
        Assert.NotEqual((nuint)0, all);
        pools.Free(all, "All ");
    }

    private static nuint Allocate(Executive<HostMachine> pools, PoolKind kind, int byteCount)
    {
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Trav");
        Assert.NotEqual((nuint)0, address);
        return address;
    }

    private const int TinyPages = 48;

    private static Executive<HostMachine> Boot() => Executive<HostMachine>.Boot(
        TestPools.Host(), TestPools.OfPages(initial: 16, maximum: 8192, growth: 16).WithLists());

    private static Executive<HostMachine> BootTiny() => Executive<HostMachine>.Boot(
        TestPools.Host(), TestPools.OfPages(initial: 16, maximum: TinyPages, growth: 16).WithLists());
}
