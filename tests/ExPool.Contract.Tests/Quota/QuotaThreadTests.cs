using System;
using System.Collections.Concurrent;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Quota;

/// <summary>Many threads charge one process: never over its limit, and refunded to the last byte.</summary>
public sealed class QuotaThreadTests
{
    private const int ThreadCount = 8;
    private const ulong Limit = 200_000;

    private static int RoundsPerThread =>
        Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1" ? 200_000 : 10_000;

    [Fact]
    public void Usage_never_passes_the_limit_and_returns_to_0()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            TestPools.Host(), TestPools.OfPages(initial: 64, maximum: 4096, growth: 64));
        QuotaProcess<HostMachine> process = pools.CreateProcess("shared", Limit, Limit);
        ConcurrentQueue<nuint> handedOver = [];
        ulong[] refused = new ulong[ThreadCount];
        ThreadGroup.Run(ThreadCount, number =>
        {
            using QuotaScope<HostMachine> scope = process.Enter();
            Random random = new(number);
            for (int round = 0; round < RoundsPerThread; round++)
            {
                if (random.Next(3) != 0)
                {
                    PoolFlags flags = TestPools.Flags((PoolKind)random.Next(2)) | PoolFlags.UseQuota;
                    int byteCount = random.Next(20) == 0 ? random.Next(4096, 20_000) : random.Next(1, 900);
                    nuint address = pools.Allocate(flags, (nuint)byteCount, "Quot");
                    if (address != 0)
                    {
                        handedOver.Enqueue(address);
                    }
                    else
                    {
                        refused[number]++;
                    }
                }
                else if (handedOver.TryDequeue(out nuint block))
                {
                    pools.Free(block, "Quot");
                }

                Assert.True(process.Usage(PoolKind.Paged).Bytes <= Limit, "Paged pool is over the limit.");
            }
        });

        AssertExact(pools.Capture(), process, handedOver.Count);
        ulong refusals = process.Usage(PoolKind.Paged).Refusals + process.Usage(PoolKind.NonPaged).Refusals;
        Assert.Equal(refused.Aggregate((left, right) => left + right), refusals);
        Assert.True(refusals > 0, "The limit was never reached.");
        PoolAssert.IsSound(pools);
        foreach (nuint block in handedOver)
        {
            pools.Free(block, "Quot");
        }

        Assert.Equal(0ul, process.Usage(PoolKind.Paged).Bytes + process.Usage(PoolKind.NonPaged).Bytes);
        Assert.Equal(0ul, pools.Capture().Processes[^1].BlockCount);
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void Processes_come_and_go_under_charges_and_none_is_lost()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            TestPools.Host(), TestPools.OfPages(initial: 64, maximum: 4096, growth: 64));
        ConcurrentQueue<nuint> left = [];
        ThreadGroup.Run(ThreadCount, number =>
        {
            for (int round = 0; round < 300; round++)
            {
                using QuotaProcess<HostMachine> process = pools.CreateProcess($"thread {number}");
                using QuotaScope<HostMachine> scope = process.Enter();
                left.Enqueue(pools.Allocate(PoolFlags.Paged | PoolFlags.UseQuota, 100, "Quot"));
                if (left.Count > 20 && left.TryDequeue(out nuint block))
                {
                    pools.Free(block, "Quot");
                }
            }
        });

        Assert.Equal((ulong)left.Count, pools.Capture().Processes.Aggregate(0ul, (sum, row) => sum + row.BlockCount));
        foreach (nuint block in left)
        {
            pools.Free(block, "Quot");
        }

        Assert.Equal("System", Assert.Single(pools.Capture().Processes).Name);
        PoolAssert.IsEmpty(pools);
    }

    private static void AssertExact(PoolSnapshot snapshot, QuotaProcess<HostMachine> process, int blockCount)
    {
        Assert.Equal((ulong)blockCount, snapshot.Processes[^1].BlockCount);
        foreach (PoolKind kind in Enum.GetValues<PoolKind>())
        {
            QuotaUsage quota = process.Usage(kind);
            Assert.Equal(snapshot[kind].ChargedBytes, quota.Bytes);
            Assert.InRange(quota.PeakBytes, quota.Bytes, Limit);
            Assert.Equal(0ul, snapshot[kind].Failures);
        }
    }
}
