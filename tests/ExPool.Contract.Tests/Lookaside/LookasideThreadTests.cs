using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Lookaside;

/// <summary>Many threads at one list: each block has one owner, and every call is counted.</summary>
public sealed class LookasideThreadTests
{
    private const int ThreadCount = 8;

    private static int RoundsPerThread =>
        Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1" ? 400_000 : 20_000;

    [Theory]
    [InlineData(PoolKind.NonPaged, 64)]
    [InlineData(PoolKind.Paged, 5000)]
    public void Totals_are_exact_and_no_block_has_two_owners(PoolKind kind, int byteCount)
    {
        using Executive<HostMachine> pools = Boot();
        LookasideList<HostMachine> list = pools.CreateLookasideList(
            TestPools.Flags(kind) | PoolFlags.Uninitialized, (nuint)byteCount, "Thrd");
        ConcurrentQueue<ShadowBlock> handedOver = [];
        uint[] allocates = new uint[ThreadCount];
        uint[] frees = new uint[ThreadCount];
        ThreadGroup.Run(ThreadCount, number =>
        {
            Random random = new(number);
            for (int round = 0; round < RoundsPerThread; round++)
            {
                if (random.Next(2) == 0 && handedOver.Count < 100)
                {
                    nuint address = list.Allocate();
                    Assert.NotEqual((nuint)0, address);
                    allocates[number]++;
                    ShadowBlock block = new(address, byteCount, kind, "Thrd", (uint)random.Next());
                    pools.Memory().WritePattern(address, byteCount, block.Seed);
                    handedOver.Enqueue(block);
                }
                else if (handedOver.TryDequeue(out ShadowBlock block))
                {
                    Free(pools, list, block);
                    frees[number]++;
                }

                if (round % 1000 == 0)
                {
                    pools.AdjustLookasideLists();
                }
            }
        });

        Assert.Equal(Sum(allocates), list.TotalAllocates);
        Assert.Equal(Sum(frees), list.TotalFrees);
        PoolCounters counters = PoolAssert.Counters(pools.Capture(), "Thrd", kind);
        Assert.Equal((ulong)(handedOver.Count + list.HeldCount), counters.Outstanding);
        PoolAssert.IsSound(pools);
        foreach (ShadowBlock block in handedOver)
        {
            Free(pools, list, block);
        }

        list.Dispose();
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_list_that_is_deleted_under_its_users_loses_no_block()
    {
        using Executive<HostMachine> pools = Boot();
        for (int round = 0; round < 50; round++)
        {
            LookasideList<HostMachine> list = pools.CreateLookasideList(PoolFlags.NonPaged, 100, "Thrd");
            ThreadGroup.Run(4, number => UseUntilDeleted(pools, list, isDeleter: number == 0));
        }

        Assert.Empty(pools.Capture().Lookasides);
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_reader_meanwhile_sees_no_more_misses_than_calls()
    {
        using Executive<HostMachine> pools = Boot();
        using CancellationTokenSource over = new();
        using LookasideList<HostMachine> list = pools.CreateLookasideList(PoolFlags.NonPaged, 100, "Thrd", 4);
        Thread watcher = new(() =>
        {
            nuint[] blocks = new nuint[6];
            while (!over.IsCancellationRequested)
            {
                Array.ForEach([.. blocks.Select(_ => list.Allocate())], list.Free);
            }
        });
        watcher.Start();
        for (int look = 0; look < 300; look++)
        {
            LookasideUsage row = Assert.Single(pools.Capture().Lookasides);
            Assert.True(row.TotalAllocates >= row.AllocateMisses, row.ToString());
            Assert.True(row.TotalFrees >= row.FreeMisses, row.ToString());
        }

        over.Cancel();
        watcher.Join();
    }

    /// <summary>One thread deletes the list after a while, the others find out.</summary>
    private static void UseUntilDeleted(
        Executive<HostMachine> pools, LookasideList<HostMachine> list, bool isDeleter)
    {
        nuint block = 0;
        try
        {
            for (int round = 0; round < 300 || !isDeleter; round++)
            {
                block = list.Allocate();
                list.Free(block);
                block = 0;
            }

            list.Dispose();
        }
        catch (ObjectDisposedException) when (!isDeleter)
        {
            if (block != 0)
            {
                pools.Free(block, "Thrd");
            }
        }
    }

    private static uint Sum(uint[] counts) => counts.Aggregate((left, right) => left + right);

    private static Executive<HostMachine> Boot() => Executive<HostMachine>.Boot(
        TestPools.Host(), TestPools.OfPages(initial: 64, maximum: 4096, growth: 64));

    private static void Free(
        Executive<HostMachine> pools, LookasideList<HostMachine> list, ShadowBlock block)
    {
        int damage = pools.Memory().FindDamage(block.Address, block.ByteCount, block.Seed);
        Assert.True(damage < 0, $"{block}: the byte at offset {damage} was changed.");
        list.Free(block.Address);
    }
}
