using System.Collections.Concurrent;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Threads;

/// <summary>
/// Threads are processors: they come and go, their counters stay and their blocks are used again.
/// </summary>
public class ThreadLifeTests
{
    private const int Generations = 150;
    private const int ThreadsAtOnce = 8;

    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    private protected virtual ExecutiveOptions Options => TestPools.Options;

    [Fact]
    public void Counters_of_threads_that_died_are_kept_exactly_and_their_processors_are_used_again()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), Options);
        ConcurrentQueue<nuint> left = [];
        ShadowLedger ledger = new();
        for (int generation = 0; generation < Generations; generation++)
        {
            ThreadGroup.Run(ThreadsAtOnce, number => LiveShortly(pools, number, left));
            for (int number = 0; number < ThreadsAtOnce; number++)
            {
                ledger.Allocated(new($"Lif{number}"), PoolKind.Paged, s_sizes.Charge(100));
                ledger.Allocated("Left", PoolKind.NonPaged, s_sizes.Charge(40));
                ledger.Freed(new($"Lif{number}"), PoolKind.Paged, s_sizes.Charge(100));
            }
        }

        PoolSnapshot snapshot = pools.Capture();
        ledger.AssertEqualTo(snapshot);
        // This thread and those that live at once; a few more because a thread dies a little after its last
        // line.
        Assert.InRange(snapshot.ProcessorCount.GetValueOrDefault(), 1, 4 * ThreadsAtOnce);

        while (left.TryDequeue(out nuint address))
        {
            pools.Free(address, "Left");
        }

        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void More_threads_at_once_than_the_table_starts_with_count_exactly()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), Options);
        ShadowLedger ledger = new();
        ThreadGroup.Run(200, _ => pools.Free(pools.Allocate(PoolFlags.Paged, 64, "Many"), "Many"));
        for (int number = 0; number < 200; number++)
        {
            ledger.Allocated("Many", PoolKind.Paged, s_sizes.Charge(64));
            ledger.Freed("Many", PoolKind.Paged, s_sizes.Charge(64));
        }

        ledger.AssertEqualTo(pools.Capture());
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    private static void LiveShortly(Executive<HostMachine> pools, int number, ConcurrentQueue<nuint> left)
    {
        PoolTag tag = new($"Lif{number}");
        pools.Free(pools.Allocate(PoolFlags.Paged, 100, tag), tag);
        left.Enqueue(pools.Allocate(PoolFlags.NonPaged, 40, "Left"));
    }
}
