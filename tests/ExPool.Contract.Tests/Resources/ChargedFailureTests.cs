using System.Collections.Generic;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Resources;

/// <summary>The system refuses memory while charged, aligned and kept blocks are made: nothing is lost.</summary>
public sealed class ChargedFailureTests
{
    [Fact]
    public void Each_commit_call_after_the_boot_may_fail_once()
    {
        CommitFaults counted = CommitFaults.None();
        Boot(counted).Dispose();
        long boot = counted.CallCount;
        Play(counted = CommitFaults.None());
        Assert.InRange(counted.CallCount - boot, 5, 500);
        Assert.Equal(0, FaultPlan.FailOneByOne(boot, counted.CallCount, Play));
    }

    [Fact]
    public void Commit_calls_may_fail_at_random()
    {
        CommitFaults counted = CommitFaults.None();
        Boot(counted).Dispose();
        for (ulong seed = 1; seed <= 10; seed++)
        {
            Play(CommitFaults.Randomly(seed, percent: 50, after: counted.CallCount));
        }
    }

    private static Executive<LowResources<HostMachine>> Boot(CommitFaults faults) =>
        Executive<LowResources<HostMachine>>.Boot(
            new LowResources<HostMachine>(TestPools.Host(), faults), TestPools.OfPages(16, 2048, 16));

    private static bool Play(CommitFaults faults)
    {
        using Executive<LowResources<HostMachine>> pools = Boot(faults);
        List<QuotaProcess<LowResources<HostMachine>>> processes = [pools.SystemProcess];
        List<LookasideList<LowResources<HostMachine>>> lists = [];
        List<nuint> blocks = [];
        for (int number = 0; number < 800; number++)
        {
            MakeMore(pools, processes, lists, number);
            using QuotaScope<LowResources<HostMachine>> scope = processes[number % processes.Count].Enter();
            PoolFlags flags = TestPools.Flags((PoolKind)(number % 2)) | PoolFlags.UseQuota
                | (number % 3 == 0 ? PoolFlags.CacheAligned : 0);
            Keep(blocks, pools.Allocate(flags, (nuint)(number % 7 == 0 ? 9000 : number), "Chrg"));
            foreach (LookasideList<LowResources<HostMachine>> list in lists)
            {
                nuint block = list.Allocate();
                if (block != 0)
                {
                    list.Free(block);
                }
            }
        }

        PoolAssert.IsSound(pools);
        Assert.Equal((ulong)blocks.Count, CountBlocks(pools.Capture()));
        blocks.ForEach(block => pools.Free(block, "Chrg"));
        lists.ForEach(list => list.Dispose());
        Assert.Equal(0ul, CountBlocks(pools.Capture()));
        foreach (ProcessUsage row in pools.Capture().Processes)
        {
            Assert.Equal(0ul, row.NonPaged.Bytes + row.Paged.Bytes);
        }

        PoolAssert.IsEmpty(pools);
        return true;
    }

    /// <summary>Records that fill more than what the tables have committed, in time.</summary>
    private static void MakeMore(
        Executive<LowResources<HostMachine>> pools,
        List<QuotaProcess<LowResources<HostMachine>>> processes,
        List<LookasideList<LowResources<HostMachine>>> lists,
        int number)
    {
        try
        {
            for (int count = 0; count < 4; count++)
            {
                processes.Add(pools.CreateProcess($"process {number}"));
            }

            if (number % 100 == 0)
            {
                lists.Add(pools.CreateLookasideList(PoolFlags.Paged, (nuint)(number + 20), "Look"));
            }
        }
        catch (PoolException)
        {
            // What was made before goes on.
        }
    }

    private static void Keep(List<nuint> blocks, nuint address)
    {
        if (address != 0)
        {
            blocks.Add(address);
        }
    }

    private static ulong CountBlocks(PoolSnapshot snapshot)
    {
        ulong count = 0;
        foreach (ProcessUsage row in snapshot.Processes)
        {
            count += row.BlockCount;
        }

        return count;
    }
}
