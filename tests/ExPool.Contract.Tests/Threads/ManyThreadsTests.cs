using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Threads;

/// <summary>Far more threads than processors, and threads that live for a few calls.</summary>
public sealed class ManyThreadsTests
{
    private const int QueueCount = 8;

    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    [Fact]
    public void Sixty_four_threads_that_free_each_others_blocks_under_a_hasty_tuner_count_exactly()
    {
        const int ThreadCount = 64;
        int rounds = TestPools.IsFullLength ? 500_000 : 4000;
        using Executive<HostMachine> pools = Boot(maximumPages: 32_768);
        ConcurrentQueue<ShadowBlock>[] queues =
            [.. Enumerable.Range(0, QueueCount).Select(_ => new ConcurrentQueue<ShadowBlock>())];
        ShadowLedger[] ledgers = [.. Enumerable.Range(0, ThreadCount).Select(_ => new ShadowLedger())];
        using CancellationTokenSource over = new();
        TestThread reader = TestThread.Start(() => Watch(pools, over.Token));
        using (BalanceSetManager.Start(pools, TimeSpan.FromMilliseconds(1)))
        {
            try
            {
                ThreadGroup.Run(ThreadCount, number => Trade(pools, queues, ledgers[number], number, rounds));
            }
            finally
            {
                over.Cancel();
                reader.Join();
            }
        }

        ShadowLedger all = new();
        Array.ForEach(ledgers, all.Add);
        all.AssertEqualTo(pools.Capture());
        PoolAssert.LimitsAreKept(pools, TestPools.Listed.LookasideHeldByteCount);
        PoolAssert.IsSound(pools);
        foreach (ShadowBlock block in queues.SelectMany(queue => queue))
        {
            Free(pools, block, all);
        }

        all.AssertEqualTo(pools.Capture());
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void Short_threads_leak_neither_memory_nor_processors_nor_counts()
    {
        int threads = TestPools.IsFullLength ? 100_000 : 2000;
        using Executive<HostMachine> pools = Boot(maximumPages: 32_768);
        ConcurrentQueue<nuint> left = [];
        ulong tables = 0;
        for (int generation = 0; generation < threads / 8; generation++)
        {
            ThreadGroup.Run(8, _ => LiveShortly(pools, left));
            // Half of what they allocated outlives them.
            while (left.TryDequeue(out nuint block))
            {
                pools.Free(block, "Shrt");
            }

            if (generation == threads / 80)
            {
                tables = pools.Tables().TablesUsedByteCount;
            }
        }

        ulong count = (ulong)threads / 8 * 8 * 10;
        PoolSnapshot snapshot = pools.Capture();
        Assert.Equal(new PoolCounters(count, count, 0), PoolAssert.Counters(snapshot, "Shrt", PoolKind.Paged));
        // This thread and those that live at once; a few more because a thread dies a little after its last line.
        Assert.InRange(snapshot.ProcessorCount.GetValueOrDefault(), 1, 64);
        // From the first tenth on, tables grow by at most what a few more processors need.
        Assert.InRange(pools.Tables().TablesUsedByteCount - tables, 0ul, 1ul << 20);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    private static void LiveShortly(Executive<HostMachine> pools, ConcurrentQueue<nuint> left)
    {
        for (int number = 0; number < 10; number++)
        {
            nuint block = pools.Allocate(PoolFlags.Paged, (nuint)(20 << (number / 2)), "Shrt");
            Assert.NotEqual((nuint)0, block);
            if (number % 2 == 0)
            {
                pools.Free(block, "Shrt");
            }
            else
            {
                left.Enqueue(block);
            }
        }
    }

    private static void Trade(
        Executive<HostMachine> pools,
        ConcurrentQueue<ShadowBlock>[] queues,
        ShadowLedger ledger,
        int number,
        int rounds)
    {
        Random random = new(number);
        for (int round = 0; round < rounds; round++)
        {
            ConcurrentQueue<ShadowBlock> queue = queues[random.Next(QueueCount)];
            if (queue.Count < 400 && random.Next(2) == 0)
            {
                queue.Enqueue(Allocate(pools, random, ledger));
            }
            else if (queue.TryDequeue(out ShadowBlock block))
            {
                Free(pools, block, ledger);
            }
        }
    }

    private static ShadowBlock Allocate(Executive<HostMachine> pools, Random random, ShadowLedger ledger)
    {
        PoolKind kind = (PoolKind)random.Next(2);
        PoolTag tag = new($"Trd{random.Next(5)}");
        int byteCount = random.Next(40) == 0 ? random.Next(4073, 20_000) : 30 << random.Next(6);
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, tag);
        Assert.NotEqual((nuint)0, address);
        Assert.Equal(-1, pools.Memory().FindNonZero(address, byteCount));
        ShadowBlock block = new(address, byteCount, kind, tag, (uint)random.Next());
        pools.Memory().WritePattern(address, byteCount, block.Seed);
        ledger.Allocated(tag, kind, s_sizes.Charge(byteCount));
        return block;
    }

    private static void Free(Executive<HostMachine> pools, ShadowBlock block, ShadowLedger ledger)
    {
        Assert.Equal(-1, pools.Memory().FindDamage(block.Address, block.ByteCount, block.Seed));
        pools.Free(block.Address, block.Tag);
        ledger.Freed(block.Tag, block.Kind, s_sizes.Charge(block.ByteCount));
    }

    private static void Watch(Executive<HostMachine> pools, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            foreach (TagUsage row in pools.Capture().Tags)
            {
                Assert.True(row.NonPaged.Allocations >= row.NonPaged.Frees, $"'{row.Tag}' has more frees.");
                Assert.True(row.Paged.Allocations >= row.Paged.Frees, $"'{row.Tag}' has more frees.");
            }

            string[] findings = [.. pools.OpenReader().Verify(live: true).Select(finding => finding.Message)];
            Assert.True(findings.Length == 0, string.Join(Environment.NewLine, findings));
        }
    }

    private static Executive<HostMachine> Boot(ulong maximumPages) => Executive<HostMachine>.Boot(
        TestPools.Host(),
        TestPools.OfPages(initial: 16, maximumPages, growth: 64).WithLists() with { CaptureCallSites = true });
}
