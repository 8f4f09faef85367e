using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Resources;

/// <summary>A pool remembers that the system refused it memory, and does not take its own limit for that.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_refused_commit_is_remembered_by_its_pool_alone()
    {
        CommitFaults counted = CommitFaults.None();
        Boot(counted).Dispose();
        using Executive<LowResources<HostMachine>> pools = Boot(CommitFaults.Range(counted.CallCount, 100));
        Assert.Equal((nuint)0, pools.Allocate(PoolFlags.Paged, 17 * 4096, "Refu"));
        Assert.Equal(0, RefusalTick(pools, PoolKind.NonPaged));
        Assert.InRange(RefusalTick(pools, PoolKind.Paged), 1, pools.Machine.TickCount);
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void The_pools_own_limit_is_no_refusal()
    {
        using Executive<LowResources<HostMachine>> pools = Boot(CommitFaults.None());
        Assert.Equal((nuint)0, pools.Allocate(PoolFlags.Paged, 65 * 4096, "Refu"));
        Assert.NotEqual((nuint)0, pools.Allocate(PoolFlags.Paged, 64 * 4096, "Refu"));
        Assert.Equal((nuint)0, pools.Allocate(PoolFlags.Paged, 1, "Refu"));
        Assert.Equal(0, RefusalTick(pools, PoolKind.Paged));
    }

    private static Executive<LowResources<HostMachine>> Boot(CommitFaults faults) =>
        Executive<LowResources<HostMachine>>.Boot(
            new LowResources<HostMachine>(TestPools.Host(), faults), TestPools.OfPages(16, 64, 16));

    private static long RefusalTick(Executive<LowResources<HostMachine>> pools, PoolKind kind) =>
        pools.Tables().Pool(kind).RefusalTick;
}
