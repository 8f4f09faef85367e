using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Threads;

/// <summary>Eight threads that free each other's blocks, while another one looks on.</summary>
public class ChurnTests
{
    private const int ThreadCount = 8;
    private const int QueueCount = 16;

    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    private static int RoundsPerThread => TestPools.IsFullLength ? 400_000 : 20_000;

    [Fact]
    public void Counters_equal_the_shadow_exactly_after_cross_thread_frees()
    {
        using Executive<HostMachine> pools = Boot();
        ConcurrentQueue<ShadowBlock>[] queues = NewQueues();
        ShadowLedger[] ledgers = [.. Enumerable.Range(0, ThreadCount).Select(_ => new ShadowLedger())];
        ThreadGroup.Run(ThreadCount, number => Churn(pools, queues, ledgers[number], seed: number));

        ShadowLedger all = new();
        Array.ForEach(ledgers, all.Add);
        all.AssertEqualTo(pools.Capture());
        PoolAssert.IsSound(pools);

        foreach (ShadowBlock block in queues.SelectMany(queue => queue))
        {
            Free(pools, block, all);
        }

        all.AssertEqualTo(pools.Capture());
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void Snapshots_taken_meanwhile_never_show_a_torn_row_or_a_counter_that_goes_down()
    {
        using Executive<HostMachine> pools = Boot();
        int snapshots = WatchChurn(pools, over => WatchCounters(pools, over));
        Assert.True(snapshots > 1, "No two snapshots were taken while the threads ran.");
    }

    [Fact]
    public void A_live_check_meanwhile_finds_nothing()
    {
        using Executive<HostMachine> pools = Boot();
        int checks = WatchChurn(pools, over =>
        {
            int count = 0;
            for (; !over.IsCancellationRequested; count++)
            {
                Assert.Empty(pools.OpenReader().Verify(live: true).Select(finding => finding.Message));
            }

            return count;
        });
        Assert.True(checks > 0, "No check was made while the threads ran.");
    }

    /// <summary>Runs the eight threads while another one looks; answers how often it looked.</summary>
    private static int WatchChurn(Executive<HostMachine> pools, Func<CancellationToken, int> watch)
    {
        ConcurrentQueue<ShadowBlock>[] queues = NewQueues();
        using CancellationTokenSource over = new();
        int looks = 0;
        Exception? failure = null;
        Thread watcher = new(() => failure = Record.Exception(() => { looks = watch(over.Token); }));
        watcher.Start();
        try
        {
            ThreadGroup.Run(ThreadCount, number => Churn(pools, queues, new ShadowLedger(), seed: 100 + number));
        }
        finally
        {
            over.Cancel();
            watcher.Join();
        }

        Assert.Null(failure);
        return looks;
    }

    private static ConcurrentQueue<ShadowBlock>[] NewQueues() =>
        [.. Enumerable.Range(0, QueueCount).Select(_ => new ConcurrentQueue<ShadowBlock>())];

    private protected virtual ExecutiveOptions Options =>
        TestPools.OfPages(initial: 64, maximum: 16_384, growth: 64) with { CaptureCallSites = true };

    private Executive<HostMachine> Boot() => Executive<HostMachine>.Boot(TestPools.Host(), Options);

    private static void Churn(
        Executive<HostMachine> pools, ConcurrentQueue<ShadowBlock>[] queues, ShadowLedger ledger, int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < RoundsPerThread; round++)
        {
            ConcurrentQueue<ShadowBlock> queue = queues[random.Next(QueueCount)];
            if (queue.Count < 100 && random.Next(2) == 0)
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
        PoolTag tag = new($"Chr{random.Next(6)}");
        int byteCount = random.Next(50) == 0 ? random.Next(4073, 30_000) : random.Next(1, 700);
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, tag);
        Assert.NotEqual((nuint)0, address);
        int dirt = pools.Memory().FindNonZero(address, byteCount);
        Assert.True(dirt < 0, $"{byteCount} bytes at 0x{address:X}: the byte at offset {dirt} is not zero.");
        ShadowBlock block = new(address, byteCount, kind, tag, (uint)random.Next());
        pools.Memory().WritePattern(address, byteCount, block.Seed);
        ledger.Allocated(tag, kind, s_sizes.Charge(byteCount));
        return block;
    }

    private static void Free(Executive<HostMachine> pools, ShadowBlock block, ShadowLedger ledger)
    {
        int damage = pools.Memory().FindDamage(block.Address, block.ByteCount, block.Seed);
        Assert.True(damage < 0, $"{block}: the byte at offset {damage} was changed.");
        pools.Free(block.Address, block.Tag);
        ledger.Freed(block.Tag, block.Kind, s_sizes.Charge(block.ByteCount));
    }

    private static int WatchCounters(Executive<HostMachine> pools, CancellationToken over)
    {
        Dictionary<(PoolTag Tag, PoolKind Kind), PoolCounters> last = [];
        int count = 0;
        for (; !over.IsCancellationRequested; count++)
        {
            PoolSnapshot snapshot = pools.Capture();
            foreach (TagUsage row in snapshot.Tags)
            {
                foreach (PoolKind kind in Enum.GetValues<PoolKind>())
                {
                    AssertRow(row.Tag, row[kind], last.GetValueOrDefault((row.Tag, kind)), snapshot[kind]);
                    last[(row.Tag, kind)] = row[kind];
                }
            }
        }

        return count;
    }

    private static void AssertRow(PoolTag tag, PoolCounters now, PoolCounters before, PoolUsage pool)
    {
        Assert.True(now.Allocations >= now.Frees, $"'{tag}': {now} has more frees than allocations.");
        // Below zero would show as a number far above the pool's size.
        Assert.True(now.BytesInUse <= pool.MaximumBytes, $"'{tag}': {now} has bytes below zero.");
        Assert.True(
            now.Allocations >= before.Allocations, $"'{tag}': allocations went from {before} to {now}.");
        Assert.True(now.Frees >= before.Frees, $"'{tag}': frees went from {before} to {now}.");
    }
}
