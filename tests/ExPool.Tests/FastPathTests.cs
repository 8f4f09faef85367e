using System;
using ExPool.Machine;
using ExPool.Tests.Support;
using Xunit;

namespace ExPool.Tests;

public sealed class FastPathTests
{
    [Theory]
    [InlineData(PoolFlags.NonPaged, 100)]
    [InlineData(PoolFlags.Paged, 100)]
    [InlineData(PoolFlags.Paged | PoolFlags.Uninitialized, 2000)]
    [InlineData(PoolFlags.NonPaged, 10_000)]
    [InlineData(PoolFlags.Paged, 10_000)]
    public void Allocating_and_freeing_makes_no_managed_object(PoolFlags flags, int byteCount)
    {
        using Executive<HostMachine> pools = TestMachines.Boot();
        PoolTag tag = "Fast";
        long before = 0;
        // Once for the compiler and for the tag's first use, then counted.
        for (int pass = 0; pass < 2; pass++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < 10_000; round++)
            {
                nuint first = pools.Allocate(flags, (nuint)byteCount, tag);
                nuint second = pools.Allocate(flags, (nuint)byteCount, tag);
                pools.Free(first, tag);
                pools.Free(second);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_refused_request_makes_no_managed_object()
    {
        using Executive<HostMachine> pools = TestMachines.Boot();
        PoolTag tag = "Full";
        long before = 0;
        for (int pass = 0; pass < 2; pass++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < 100; round++)
            {
                Assert.True(pools.Allocate(PoolFlags.Paged, 5 << 20, tag) == 0);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
