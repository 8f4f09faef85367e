using System;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Lists;

/// <summary>A thread's open context: another way to the same lists, which the tuner leaves alone.</summary>
public sealed class ContextTests
{
    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    [Fact]
    public void Contexts_nest_with_each_other_and_with_plain_calls()
    {
        using Executive<HostMachine> pools = Boot();
        nuint outside = pools.Allocate(PoolFlags.Paged, 100, "Ctx ");
        using (PoolProcessor<HostMachine> outer = pools.EnterProcessor())
        {
            nuint first = outer.Allocate(PoolFlags.Paged, 100, "Ctx ");
            using (PoolProcessor<HostMachine> inner = pools.EnterProcessor())
            {
                Assert.Equal(2u, pools.Tables().CurrentProcessor().ScopeCount);
                nuint second = inner.Allocate(PoolFlags.NonPaged, 5000, "Ctx ");
                inner.Free(first, "Ctx ");
                inner.Free(outside, "Ctx ");
                outer.Free(second, "Ctx ");
                outside = inner.Allocate(PoolFlags.Paged | PoolFlags.Uninitialized, 200, "Ctx ");
            }

            Assert.Equal(1u, pools.Tables().CurrentProcessor().ScopeCount);
            pools.Free(outer.Allocate(PoolFlags.Paged, 0, "Ctx "), "Ctx ");
        }

        Assert.Equal(0u, pools.Tables().CurrentProcessor().ScopeCount);
        pools.Free(outside, "Ctx ");
        Assert.Equal(new PoolCounters(4, 4, 0), PoolAssert.Counters(pools.Capture(), "Ctx ", PoolKind.Paged));
        Assert.Equal(new PoolCounters(1, 1, 0), PoolAssert.Counters(pools.Capture(), "Ctx ", PoolKind.NonPaged));
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void Contexts_may_be_closed_in_any_order_and_twice()
    {
        using Executive<HostMachine> pools = Boot();
        PoolProcessor<HostMachine> first = pools.EnterProcessor();
        PoolProcessor<HostMachine> second = pools.EnterProcessor();
        first.Dispose();
        second.Free(second.Allocate(PoolFlags.Paged, 100, "Ctx "), "Ctx ");
        second.Dispose();
        second.Dispose();
        Assert.Equal(0u, pools.Tables().CurrentProcessor().ScopeCount);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void A_context_may_be_closed_after_its_pools()
    {
        Executive<HostMachine> pools = Boot();
        PoolProcessor<HostMachine> context = pools.EnterProcessor();
        context.Free(context.Allocate(PoolFlags.Paged, 100, "Ctx "), "Ctx ");
        pools.Dispose();
        context.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pools.EnterProcessor().Dispose());
    }

    [Fact]
    public void A_context_stops_mistakes_as_plain_calls_do()
    {
        using Executive<HostMachine> pools = Boot();
        nuint block = pools.Allocate(PoolFlags.Paged, 100, "Ctx ");
        BugCheckException exception = Assert.Throws<BugCheckException>(() =>
        {
            using PoolProcessor<HostMachine> context = pools.EnterProcessor();
            context.Free(block, "Othr");
        });
        Assert.Equal((BugCheckCode.BadPoolCaller, 0xAul), (exception.Stop.Code, exception.Stop.Parameter1));
        Assert.Equal(0u, pools.Tables().CurrentProcessor().ScopeCount);
        pools.Free(block, "Ctx ");
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(Irql.Apc)]
    [InlineData(Irql.Dispatch)]
    public void A_context_opened_at_a_raised_level_serves(Irql level)
    {
        using Executive<HostMachine> pools = Boot();
        Irql before = pools.Machine.RaiseIrql(level);
        using (PoolProcessor<HostMachine> context = pools.EnterProcessor())
        {
            context.Free(context.Allocate(PoolFlags.NonPaged, 100, "Ctx "), "Ctx ");
        }

        pools.Machine.LowerIrql(before);
        Assert.Equal(new PoolCounters(1, 1, 0), PoolAssert.Counters(pools.Capture(), "Ctx ", PoolKind.NonPaged));
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void The_lists_of_a_thread_with_an_open_context_are_left_alone_until_it_is_closed()
    {
        using Executive<HostMachine> pools = Boot();
        using Turn turn = new();
        RawList<HostMachine> list = default;
        int depth = 0;
        TestThread other = TestThread.Start(() =>
        {
            using (PoolProcessor<HostMachine> context = pools.EnterProcessor())
            {
                context.Free(context.Allocate(PoolFlags.Paged, 100, "Ctx "), "Ctx ");
                list = pools.Tables().CurrentProcessor().List(PoolKind.Paged, s_sizes.ListOf(100));
                depth = list.Depth;
                turn.Pass();
                turn.Pass();
                // What was left alone is served.
                context.Free(context.Allocate(PoolFlags.Paged, 100, "Ctx "), "Ctx ");
            }

            turn.Pass();
            turn.Pass();
        });
        turn.Pass();
        for (int period = 0; period < 10; period++)
        {
            pools.AdjustLookasideDepth();
        }

        pools.Trim();
        Assert.NotEqual(0, depth);
        Assert.Equal(depth, list.Depth);
        turn.Pass();
        turn.Pass();
        PoolAssert.IsEmptyAfterTrim(pools);
        turn.Pass();
        other.Join();
    }

    [Fact]
    public void A_thread_that_dies_with_an_open_context_leaves_its_lists_to_the_next_owner_of_its_number()
    {
        using Executive<HostMachine> pools = Boot();
        ThreadGroup.Run(1, _ =>
        {
            PoolProcessor<HostMachine> context = pools.EnterProcessor();
            context.Free(context.Allocate(PoolFlags.Paged, 100, "Ctx "), "Ctx ");
        });
        ThreadGroup.Run(1, _ =>
        {
            pools.Free(pools.Allocate(PoolFlags.Paged, 100, "Ctx "), "Ctx ");
            Assert.Equal(0u, pools.Tables().CurrentProcessor().ScopeCount);
        });
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 100)]
    [InlineData(PoolKind.Paged, 9000)]
    public void Calls_go_around_lists_that_are_stopped(PoolKind kind, int byteCount)
    {
        const int Rounds = 100;
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Executive<Recorded<HostMachine>>.Boot(
            new(TestPools.Host(), record), TestPools.Listed);
        using Turn turn = new();
        TestThread owner = TestThread.Start(() =>
        {
            pools.Free(pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Ctx "), "Ctx ");
            turn.Pass();
            turn.Pass();
            Assert.True(pools.Tables().CurrentProcessor().IsStopped);
            for (int round = 0; round < Rounds; round++)
            {
                nuint plain = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Ctx ");
                using PoolProcessor<Recorded<HostMachine>> context = pools.EnterProcessor();
                nuint block = context.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Ctx ");
                Assert.NotEqual(plain, block);
                context.Free(plain, "Ctx ");
                pools.Free(block, "Ctx ");
            }

            turn.Pass();
        });
        turn.Pass();
        // The owner's lists are stopped now, and stay so until it has done its rounds.
        record.OnSynchronize = () =>
        {
            record.OnSynchronize = null;
            turn.Pass();
            turn.Pass();
        };
        pools.Trim();
        owner.Join();
        Assert.Null(record.OnSynchronize);
        Assert.Equal(
            new PoolCounters((2 * Rounds) + 1, (2 * Rounds) + 1, 0),
            PoolAssert.Counters(pools.Capture(), "Ctx ", kind));
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    private static Executive<HostMachine> Boot() =>
        Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);
}
