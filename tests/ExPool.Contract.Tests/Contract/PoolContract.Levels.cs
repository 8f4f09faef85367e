using System;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

// Levels: which pool may be used at which IRQL.
public abstract partial class PoolContract<TMachine>
{
    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Allocation_at_dispatch_from_paged_pool_stops_with_C2_8(int byteCount)
    {
        Executive<TMachine> pools = Boot();
        BugCheck expected = new(
            BugCheckCode.BadPoolCaller, 8, (ulong)Irql.Dispatch, 1, (ulong)byteCount, "Irql", Address: 0);
        At(pools, Irql.Dispatch, () => PoolAssert.Stops(
            expected, () => pools.Allocate(PoolFlags.Paged, (nuint)byteCount, "Irql")));
        AssertUntouched(pools);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Free_at_dispatch_to_paged_pool_stops_with_C2_9(int byteCount)
    {
        Executive<TMachine> pools = Boot();
        nuint address = pools.Allocate(PoolFlags.Paged, (nuint)byteCount, "Irql");
        BugCheck expected = new(
            BugCheckCode.BadPoolCaller, 9, (ulong)Irql.Dispatch, 1, address, "Irql", address);
        At(pools, Irql.Dispatch, () => PoolAssert.Stops(expected, () => pools.Free(address, "Irql")));
        pools.Free(address, "Irql");
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void Nonpaged_pool_is_served_at_dispatch(int byteCount)
    {
        Executive<TMachine> pools = Boot();
        At(pools, Irql.Dispatch, () =>
        {
            nuint address = pools.Allocate(PoolFlags.NonPaged, (nuint)byteCount, "Irql");
            Assert.NotEqual((nuint)0, address);
            pools.Free(address, "Irql");
        });
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Both_pools_are_served_at_APC_level(PoolKind kind)
    {
        Executive<TMachine> pools = Boot();
        At(pools, Irql.Apc, () => pools.Free(pools.Allocate(TestPools.Flags(kind), 100, "Irql"), "Irql"));
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.NonPaged, 10_000)]
    [InlineData(PoolKind.Paged, 100)]
    public void No_pool_is_served_above_dispatch(PoolKind kind, int byteCount)
    {
        Executive<TMachine> pools = Boot();
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Irql");
        ulong type = (ulong)kind;
        At(pools, Irql.High, () =>
        {
            PoolAssert.Stops(
                new(BugCheckCode.BadPoolCaller, 8, (ulong)Irql.High, type, (ulong)byteCount, "Irql", Address: 0),
                () => pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Irql"));
            PoolAssert.Stops(
                new(BugCheckCode.BadPoolCaller, 9, (ulong)Irql.High, type, address, "Irql", address),
                () => pools.Free(address, "Irql"));
        });
        pools.Free(address, "Irql");
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_call_leaves_the_level_as_it_was()
    {
        Executive<TMachine> pools = Boot();
        foreach (Irql level in new[] { Irql.Passive, Irql.Apc, Irql.Dispatch })
        {
            At(pools, level, () =>
            {
                nuint small = pools.Allocate(PoolFlags.NonPaged, 100, "Irql");
                nuint big = pools.Allocate(PoolFlags.NonPaged, 100_000, "Irql");
                Assert.Equal(level, pools.Machine.CurrentIrql);
                pools.Free(small);
                pools.Free(big);
                Assert.Equal(level, pools.Machine.CurrentIrql);
            });
        }
    }

    private static void At(Executive<TMachine> pools, Irql level, Action action)
    {
        TMachine machine = pools.Machine;
        Irql before = machine.RaiseIrql(level);
        try
        {
            action();
            Assert.Equal(level, machine.CurrentIrql);
        }
        finally
        {
            machine.LowerIrql(before);
        }
    }

    private static void AssertUntouched(Executive<TMachine> pools)
    {
        Assert.Null(pools.Capture().Stop);
        Assert.Equal(0ul, pools.Capture().NonPaged.Allocations + pools.Capture().Paged.Allocations);
        PoolAssert.IsEmpty(pools);
    }
}
