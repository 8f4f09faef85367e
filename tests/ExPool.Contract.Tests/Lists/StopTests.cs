using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Ke;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Lists;

/// <summary>The end of pools whose threads only hit their own lists: it reaches their next call.</summary>
public sealed class StopTests
{
    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    [Fact]
    public void Damage_stops_the_next_call_of_every_thread_even_of_those_that_only_hit_lists()
    {
        using Executive<HostMachine> pools = Boot(TestPools.Host());
        ConcurrentBag<BugCheck> stops = [];
        int running = 0;
        TestThread[] threads = [.. Enumerable.Range(0, 4).Select(number => TestThread.Start(
            () => stops.Add(HitUntilStopped(pools, ref running, throughContext: number % 2 == 0))))];
        SpinWait.SpinUntil(() => Volatile.Read(ref running) == 4);
        BugCheck stop = Damage(pools);
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(4, stops.Count);
        Assert.All(stops, one => Assert.Equal(stop, one));
        Assert.Equal(stop, pools.Capture().Stop);
    }

    [Fact]
    public void Damage_stops_a_thread_whose_list_has_blocks_at_its_first_call_after_it()
    {
        using Executive<HostMachine> pools = Boot(TestPools.Host());
        nuint held = pools.Allocate(PoolFlags.Paged, 64, "Hit ");
        pools.Free(pools.Allocate(PoolFlags.Paged, 64, "Hit "), "Hit ");
        BugCheck stop = default;
        ThreadGroup.Run(1, _ => stop = Damage(pools));
        PoolAssert.Stops(stop, () => pools.Allocate(PoolFlags.Paged, 64, "Hit "));
        PoolAssert.Stops(stop, () => pools.Free(held, "Hit "));
        PoolAssert.Stops(stop, () => pools.EnterProcessor().Dispose());
        PoolAssert.Stops(stop, () => pools.Trim());
        pools.AdjustLookasideDepth();
    }

    [Fact]
    public void Damage_found_while_the_tuner_opens_lists_again_leaves_them_stopped()
    {
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Boot(new Recorded<HostMachine>(TestPools.Host(), record));
        nuint[] blocks = [.. Enumerable.Range(0, 100).Select(_ => pools.Allocate(PoolFlags.Paged, 64, "Hit "))];
        Array.ForEach(blocks, block => pools.Free(block, "Hit "));
        pools.AdjustLookasideDepth();
        RawProcessor<Recorded<HostMachine>> mine = pools.Tables().CurrentProcessor();
        BugCheck stop = default;
        // The lists are stopped, and the hash is about to be shown again.
        DamageAt(record, mine.SlotMaskAddress(PoolKind.Paged), () => mine.IsStopped, () => stop = Damage(pools));
        Assert.Throws<BugCheckException>(pools.AdjustLookasideDepth);
        Assert.NotEqual(default, stop);
        Assert.NotEqual(0, mine.List(PoolKind.Paged, s_sizes.ListOf(64)).Depth);
        PoolAssert.Stops(stop, () => pools.Allocate(PoolFlags.Paged, 64, "Hit "));
    }

    [Fact]
    public void Damage_found_while_a_thread_grows_its_hash_leaves_its_lists_stopped()
    {
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Boot(new Recorded<HostMachine>(TestPools.Host(), record));
        pools.Free(pools.Allocate(PoolFlags.Paged, 64, "Hit "), "Hit ");
        nuint other = pools.Allocate(PoolFlags.Paged, 64, "Hit ");
        RawProcessor<Recorded<HostMachine>> mine = pools.Tables().CurrentProcessor();
        BugCheck stop = default;
        DamageAt(
            record,
            mine.SlotMaskAddress(PoolKind.Paged),
            () => mine.IsBusy(PoolKind.Paged),
            () => stop = Damage(pools));
        // Many tags: the hash of them grows, and is shown to the shortest way.
        Assert.Throws<BugCheckException>(() =>
        {
            for (int number = 0; number < 1000; number++)
            {
                pools.Allocate(PoolFlags.Paged, 200, new($"{number:D4}"));
            }
        });
        Assert.NotEqual(default, stop);
        PoolAssert.Stops(stop, () => pools.Free(other, "Hit "));
    }

    [Fact]
    public void Lists_stopped_while_a_thread_notes_a_tag_mix_up_no_counters()
    {
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Boot(new Recorded<HostMachine>(TestPools.Host(), record));
        (PoolTag first, PoolTag second, nuint slot) = FindSharingSlot(pools);
        UseOnLongWay(pools, first);
        TrimInside(record, pools, slot, () => UseOnLongWay(pools, second));
        foreach (PoolTag tag in (PoolTag[])[first, second, first])
        {
            pools.Free(pools.Allocate(PoolFlags.Paged, 64, tag), tag);
        }

        Assert.Equal((4ul, 4ul), Counted(pools, first, PoolKind.Paged));
        Assert.Equal((3ul, 3ul), Counted(pools, second, PoolKind.Paged));
    }

    [Fact]
    public void Disposed_pools_refuse_threads_that_used_their_lists()
    {
        Executive<HostMachine> pools = Boot(TestPools.Host());
        using Turn turn = new();
        TestThread other = TestThread.Start(() =>
        {
            nuint block = pools.Allocate(PoolFlags.Paged, 64, "Hit ");
            pools.Free(pools.Allocate(PoolFlags.Paged, 64, "Hit "), "Hit ");
            turn.Pass();
            turn.Pass();
            AssertRefuses(pools, block);
        });
        nuint mine = pools.Allocate(PoolFlags.NonPaged, 5000, "Hit ");
        pools.Free(pools.Allocate(PoolFlags.NonPaged, 5000, "Hit "), "Hit ");
        turn.Pass();
        pools.Dispose();
        turn.Pass();
        other.Join();
        AssertRefuses(pools, mine);
        pools.Dispose();
    }

    [Fact]
    public void One_thread_may_use_two_executives_in_turn()
    {
        using Executive<HostMachine> first = Boot(TestPools.Host());
        using Executive<HostMachine> second = Boot(TestPools.Host());
        ThreadGroup.Run(3, number =>
        {
            using PoolProcessor<HostMachine> context = second.EnterProcessor();
            for (int round = 0; round < 3000; round++)
            {
                nuint left = first.Allocate(PoolFlags.Paged, 100, "Left");
                nuint right = second.Allocate(PoolFlags.Paged, 100, "Rght");
                nuint inner = context.Allocate(PoolFlags.NonPaged, 5000, "Rght");
                first.Free(left, "Left");
                second.Free(right, "Rght");
                if (round % 1000 == number)
                {
                    first.Trim();
                    second.AdjustLookasideDepth();
                }

                context.Free(inner, "Rght");
            }
        });
        Assert.Equal((9000ul, 9000ul), Counted(first, "Left", PoolKind.Paged));
        Assert.Equal((9000ul, 9000ul), Counted(second, "Rght", PoolKind.Paged));
        Assert.Equal((9000ul, 9000ul), Counted(second, "Rght", PoolKind.NonPaged));
        PoolAssert.IsEmptyAfterTrim(first);
        PoolAssert.IsEmptyAfterTrim(second);
    }

    private static Executive<TMachine> Boot<TMachine>(TMachine machine)
        where TMachine : struct, IMachine => Executive<TMachine>.Boot(machine, TestPools.Listed);

    private static BugCheck HitUntilStopped(
        Executive<HostMachine> pools, ref int running, bool throughContext)
    {
        try
        {
            using PoolProcessor<HostMachine> context = pools.EnterProcessor();
            for (long round = 0; ; round++)
            {
                nuint block = throughContext
                    ? context.Allocate(PoolFlags.Paged, 64, "Hit ")
                    : pools.Allocate(PoolFlags.Paged, 64, "Hit ");
                if (throughContext)
                {
                    context.Free(block, "Hit ");
                }
                else
                {
                    pools.Free(block, "Hit ");
                }

                if (round == 1000)
                {
                    Interlocked.Increment(ref running);
                }
            }
        }
        catch (BugCheckException exception)
        {
            return exception.Stop;
        }
    }

    /// <summary>Writes past a block, and frees it.</summary>
    private static BugCheck Damage<TMachine>(Executive<TMachine> pools)
        where TMachine : struct, IMachine
    {
        nuint[] blocks =
            [.. Enumerable.Range(0, 3).Select(_ => pools.Allocate(PoolFlags.NonPaged, 200, "Over")).Order()];
        nuint past = blocks[0] + (nuint)s_sizes.Payload(s_sizes.Units(200));
        pools.Memory().Write(past, (byte)(pools.Memory().Read<byte>(past) ^ 0xFF));
        BugCheck stop = Assert.Throws<BugCheckException>(() => pools.Free(blocks[0], "Over")).Stop;
        Assert.Equal((BugCheckCode.BadPoolHeader, 0x20ul), (stop.Code, stop.Parameter1));
        return stop;
    }

    /// <summary>Lets another thread find damage in the middle of this thread's next access to an address.</summary>
    private static void DamageAt(MachineRecord record, nuint address, Func<bool> isTime, Action damage)
    {
        int thread = Environment.CurrentManagedThreadId;
        record.OnAccess = accessed =>
        {
            if (accessed == address && Environment.CurrentManagedThreadId == thread && isTime())
            {
                record.OnAccess = null;
                ThreadGroup.Run(1, _ => damage());
            }
        };
    }

    /// <summary>Two tags that a thread notes at one place, each used once; and where it notes the tag.</summary>
    private static (PoolTag First, PoolTag Second, nuint Slot) FindSharingSlot(
        Executive<Recorded<HostMachine>> pools)
    {
        Dictionary<nuint, PoolTag> tags = [];
        for (int number = 0; ; number++)
        {
            PoolTag tag = new($"{number:D4}");
            pools.Free(pools.Allocate(PoolFlags.Paged, 64, tag), tag);
            nuint slot = pools.Tables().CurrentProcessor().RecentTagAddress(PoolKind.Paged, tag);
            if (!tags.TryAdd(slot, tag))
            {
                return (tags[slot], tag, slot);
            }
        }
    }

    /// <summary>A request that the shortest way does not serve: the thread notes its tag.</summary>
    private static void UseOnLongWay(Executive<Recorded<HostMachine>> pools, PoolTag tag)
    {
        Irql before = pools.Machine.RaiseIrql(Irql.Apc);
        nuint block = pools.Allocate(PoolFlags.Paged, 64, tag);
        pools.Machine.LowerIrql(before);
        pools.Free(block, tag);
    }

    /// <summary>Lets another thread stop the lists while this one notes a tag: the other has read what the slot held
    /// when this one writes it, and marks it after that.</summary>
    private static void TrimInside(
        MachineRecord record, Executive<Recorded<HostMachine>> pools, nuint slot, Action use)
    {
        const int Marking = 2;
        RawProcessor<Recorded<HostMachine>> mine = pools.Tables().CurrentProcessor();
        int owner = Environment.CurrentManagedThreadId;
        using Turn turn = new();
        TestThread? stopper = null;
        int looks = 0;
        record.OnAccess = accessed =>
        {
            if (Environment.CurrentManagedThreadId != owner)
            {
                if (accessed == slot && ++looks == Marking)
                {
                    turn.Pass();
                    turn.Pass();
                }
            }
            else if (stopper is null)
            {
                if (accessed == slot && mine.IsBusy(PoolKind.Paged))
                {
                    stopper = TestThread.Start(() => pools.Trim());
                    turn.Pass();
                }
            }
            else if (accessed == mine.BusyAddress(PoolKind.Paged))
            {
                record.OnAccess = null;
                turn.Pass();
            }
        };
        use();
        Assert.NotNull(stopper);
        stopper.Join();
    }

    private static void AssertRefuses(Executive<HostMachine> pools, nuint block)
    {
        Assert.Throws<ObjectDisposedException>(() => pools.Allocate(PoolFlags.Paged, 64, "Hit "));
        Assert.Throws<ObjectDisposedException>(() => pools.Allocate(PoolFlags.NonPaged, 5000, "Hit "));
        Assert.Throws<ObjectDisposedException>(() => pools.Free(block, "Hit "));
        Assert.Throws<ObjectDisposedException>(() => pools.Trim());
        Assert.Throws<ObjectDisposedException>(pools.AdjustLookasideDepth);
    }

    private static (ulong Allocations, ulong Frees) Counted<TMachine>(
        Executive<TMachine> pools, PoolTag tag, PoolKind kind)
        where TMachine : struct, IMachine
    {
        Snapshots.PoolCounters counters = PoolAssert.Counters(pools.Capture(), tag, kind);
        return (counters.Allocations, counters.Frees);
    }
}
