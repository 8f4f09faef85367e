using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Reading;

/// <summary>The reader over the engine's own memory: two that share no code must agree.</summary>
public sealed class EngineVerifyTests
{
    private static readonly ExecutiveOptions s_options = ExecutiveOptions.Default with
    {
        NonPagedMaximumByteCount = 64 << 20,
        PagedMaximumByteCount = 64 << 20,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_pool_after_random_work_has_no_finding_and_the_blocks_that_live(int seed)
    {
        using Executive<HostMachine> executive = Executive<HostMachine>.Boot(
            HostMachine.Create(new HostMachineOptions { Name = $"verify-{seed}" }), s_options);
        Random random = new(seed);
        Dictionary<nuint, PoolTag> living = [];
        for (int step = 0; step < 3000; step++)
        {
            Step(executive, random, living);
            if (step % 300 == 0)
            {
                Assert.Empty(executive.OpenReader().Verify());
            }
        }

        PoolReader reader = executive.OpenReader();
        Assert.Empty(reader.Verify());
        Assert.Empty(reader.Verify(live: true));
        int found = 0;
        ulong bytes = 0;
        foreach (PoolKind kind in (ImmutableArray<PoolKind>)[PoolKind.NonPaged, PoolKind.Paged])
        {
            foreach (PoolBlockInfo block in reader.EnumerateBlocks(kind))
            {
                if (block.State == PoolBlockState.Allocated)
                {
                    Assert.Equal(living[(nuint)block.PayloadAddress], block.Tag);
                    Assert.Equal(block, reader.FindBlock(block.PayloadAddress + 1));
                    bytes += block.ByteCount;
                    found++;
                }
            }
        }

        PoolSnapshot snapshot = executive.Capture();
        Assert.Equal(living.Count, found);
        Assert.Equal(bytes, snapshot.NonPaged.ChargedBytes + snapshot.Paged.ChargedBytes);
        foreach (KeyValuePair<nuint, PoolTag> block in living)
        {
            executive.Free(block.Key, block.Value);
        }

        Assert.Empty(reader.Verify());
        snapshot = executive.Capture();
        Assert.Equal(0UL, snapshot.NonPaged.ChargedBytes + snapshot.Paged.ChargedBytes);
        Assert.InRange(snapshot.Paged.LookasideBytes!.Value, 1UL, snapshot.Paged.BytesInUse!.Value);

        executive.Trim();
        Assert.Empty(reader.Verify());
        snapshot = executive.Capture();
        Assert.Equal(0UL, snapshot.NonPaged.BytesInUse + snapshot.Paged.BytesInUse);
        Assert.Equal(0UL, snapshot.NonPaged.LookasideBytes + snapshot.Paged.LookasideBytes);
        Assert.Equal(snapshot.Paged.CommittedBytes, snapshot.Paged.ReturnedBytes);
    }

    [Fact]
    public void A_running_pool_has_no_finding_and_no_negative_counter()
    {
        using Executive<HostMachine> executive = Executive<HostMachine>.Boot(
            HostMachine.Create(new HostMachineOptions { Name = "verify-live" }), s_options);
        using CancellationTokenSource stop = new();
        Thread[] workers = new Thread[3];
        for (int index = 0; index < workers.Length; index++)
        {
            int seed = index;
            workers[index] = new Thread(() => Churn(executive, seed, stop.Token));
            workers[index].Start();
        }

        PoolReader reader = executive.OpenReader();
        SnapshotOrigin origin = new(SnapshotOriginKind.Self, "self", "verify-live", null);
        try
        {
            for (int look = 0; look < 40; look++)
            {
                Assert.Empty(reader.Verify(live: true));
                Balance(executive, look);
                foreach (TagUsage usage in reader.ReadCounters(origin).Tags)
                {
                    Assert.True(usage.NonPaged.Allocations >= usage.NonPaged.Frees);
                    Assert.True(usage.Paged.BytesInUse < 1UL << 40);
                }
            }
        }
        finally
        {
            // The pools must outlive the threads that use them.
            stop.Cancel();
            Array.ForEach(workers, static worker => worker.Join());
        }

        Assert.Empty(reader.Verify());
    }

    /// <summary>What the balance set manager does once a second, and sometimes more than that.</summary>
    private static void Balance(Executive<HostMachine> executive, int look)
    {
        if (look % 10 == 9)
        {
            executive.Trim();
        }
        else
        {
            executive.AdjustLookasideDepth();
        }
    }

    private static void Step(Executive<HostMachine> executive, Random random, Dictionary<nuint, PoolTag> living)
    {
        if (living.Count > 200 || (living.Count > 0 && random.Next(3) == 0))
        {
            foreach (KeyValuePair<nuint, PoolTag> block in living)
            {
                executive.Free(block.Key, block.Value);
                living.Remove(block.Key);
                break;
            }

            return;
        }

        PoolTag tag = $"T{random.Next(50)}";
        PoolFlags flags = random.Next(2) == 0 ? PoolFlags.NonPaged : PoolFlags.Paged;
        int byteCount = random.Next(10) == 0 ? random.Next(40_000) : random.Next(1500);
        nuint address = executive.Allocate(flags, (nuint)byteCount, tag);
        Assert.NotEqual((nuint)0, address);
        living.Add(address, tag);
    }

    private static void Churn(Executive<HostMachine> executive, int seed, CancellationToken stop)
    {
        Random random = new(seed);
        Dictionary<nuint, PoolTag> living = [];
        while (!stop.IsCancellationRequested)
        {
            Step(executive, random, living);
        }

        foreach (KeyValuePair<nuint, PoolTag> block in living)
        {
            executive.Free(block.Key, block.Value);
        }
    }
}
