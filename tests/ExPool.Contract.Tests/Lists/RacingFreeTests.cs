using System;
using System.Threading;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Ke;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Lists;

/// <summary>Two threads free one block at the same time.</summary>
/// <remarks>
/// What is promised: the process never crashes. Mostly one of the two is stopped with C2/7 (44 or 50 for a large
/// block), and the pools go on. When both pass the check in the same few instructions, the block lies in two lists;
/// then whoever takes the second entry while the first one's new owner has the block, and whoever gives the second
/// entry back to the pool, is stopped with 19/D, which ends the pools. Not seen is only what cannot be: both entries
/// taken in the same few instructions again, or the second one taken after the first one's owner freed the block.
/// </remarks>
public sealed class RacingFreeTests
{
    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 100)]
    [InlineData(PoolKind.NonPaged, 9000)]
    [InlineData(PoolKind.Paged, 9000)]
    public void Of_two_threads_that_free_a_block_at_once_one_is_stopped_or_the_pools_are_later(
        PoolKind kind, int byteCount)
    {
        int rounds = TestPools.IsFullLength ? 200_000 : 4000;
        nuint[] block = new nuint[1];
        int[] stopped = new int[1];
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);
        using Turn turn = new();
        bool isOver = false;
        bool isUnseen = false;
        ThreadGroup.Run(2, number =>
        {
            while (true)
            {
                if (number == 0)
                {
                    block[0] = isOver ? 0 : pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Race");
                    stopped[0] = 0;
                }

                turn.Pass();
                if (block[0] == 0)
                {
                    return;
                }

                try
                {
                    pools.Free(block[0], "Race");
                }
                catch (BugCheckException exception)
                {
                    Assert.Equal(BugCheckCode.BadPoolCaller, exception.Stop.Code);
                    Interlocked.Increment(ref stopped[0]);
                }

                turn.Pass();
                if (number == 0)
                {
                    Assert.InRange(stopped[0], 0, 1);
                    isUnseen = stopped[0] == 0;
                    isOver = isUnseen || --rounds == 0;
                }
            }
        });

        if (isUnseen)
        {
            AssertFoundBy(pools, () => pools.Trim());
        }
        else
        {
            PoolAssert.IsEmptyAfterTrim(pools);
        }
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 100)]
    [InlineData(PoolKind.NonPaged, 4072)]
    [InlineData(PoolKind.Paged, 9000)]
    public void A_block_that_lies_in_two_lists_is_found_when_the_lists_are_emptied(PoolKind kind, int byteCount)
    {
        using Executive<Recorded<HostMachine>> pools = FreeTwice(kind, byteCount, out _);
        AssertFoundBy(pools, () => pools.Trim());
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 100)]
    [InlineData(PoolKind.NonPaged, 4072)]
    [InlineData(PoolKind.Paged, 9000)]
    public void A_block_that_lies_in_two_lists_is_found_when_it_is_taken_the_second_time(PoolKind kind, int byteCount)
    {
        using Executive<Recorded<HostMachine>> pools = FreeTwice(kind, byteCount, out nuint block);
        ThreadGroup.Run(1, _ => Assert.Equal(block, Allocate(pools, kind, byteCount)));
        AssertFoundBy(pools, () => Allocate(pools, kind, byteCount));
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 9000)]
    public void A_block_that_lies_in_two_lists_and_was_taken_once_is_found_when_the_lists_are_emptied(
        PoolKind kind, int byteCount)
    {
        using Executive<Recorded<HostMachine>> pools = FreeTwice(kind, byteCount, out nuint block);
        Assert.Equal(block, Allocate(pools, kind, byteCount));
        AssertFoundBy(pools, () => pools.Trim());
    }

    /// <summary>
    /// Lets another thread free the block while this one, which frees it too, stands between its check and its list.
    /// </summary>
    private static Executive<Recorded<HostMachine>> FreeTwice(PoolKind kind, int byteCount, out nuint twice)
    {
        MachineRecord record = new();
        Executive<Recorded<HostMachine>> pools = Executive<Recorded<HostMachine>>.Boot(
            new(TestPools.Host(), record), TestPools.Listed);
        // Both threads have used the tag and the size, so that both take the shortest way.
        using Turn turn = new();
        nuint block = 0;
        TestThread other = TestThread.Start(() =>
        {
            pools.Free(Allocate(pools, kind, byteCount), "Race");
            turn.Pass();
            turn.Pass();
            pools.Free(block, "Race");
            turn.Pass();
        });
        pools.Free(Allocate(pools, kind, byteCount), "Race");
        turn.Pass();
        block = Allocate(pools, kind, byteCount);
        nuint busy = pools.Tables().CurrentProcessor().BusyAddress(kind);
        int thread = Environment.CurrentManagedThreadId;
        record.OnAccess = address =>
        {
            if (address == busy && Environment.CurrentManagedThreadId == thread)
            {
                record.OnAccess = null;
                turn.Pass();
                turn.Pass();
            }
        };
        pools.Free(block, "Race");
        Assert.Null(record.OnAccess);
        other.Join();
        twice = block;
        return pools;
    }

    private static void AssertFoundBy<TMachine>(Executive<TMachine> pools, Action action)
        where TMachine : struct, IMachine
    {
        BugCheck stop = Assert.Throws<BugCheckException>(action).Stop;
        Assert.Equal((BugCheckCode.BadPoolHeader, 0xDul), (stop.Code, stop.Parameter1));
        PoolAssert.Stops(stop, () => pools.Allocate(PoolFlags.Paged, 10, "Late"));
    }

    private static nuint Allocate<TMachine>(Executive<TMachine> pools, PoolKind kind, int byteCount)
        where TMachine : struct, IMachine
    {
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Race");
        Assert.NotEqual((nuint)0, address);
        return address;
    }
}
