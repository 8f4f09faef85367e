using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

// Priorities: who is refused first when a pool runs short.
public abstract partial class PoolContract<TMachine>
{
    private const ulong PriorityPages = 64;

    [Theory]
    [InlineData(PoolPriority.Low)]
    [InlineData(PoolPriority.LowSpecialPoolOverrun)]
    [InlineData(PoolPriority.LowSpecialPoolUnderrun)]
    [InlineData(PoolPriority.Normal)]
    [InlineData(PoolPriority.NormalSpecialPoolOverrun)]
    [InlineData(PoolPriority.NormalSpecialPoolUnderrun)]
    [InlineData(PoolPriority.High)]
    [InlineData(PoolPriority.HighSpecialPoolOverrun)]
    [InlineData(PoolPriority.HighSpecialPoolUnderrun)]
    public void Every_priority_is_served_by_a_pool_with_enough_memory(PoolPriority priority)
    {
        Executive<TMachine> pools = Boot();
        foreach (nuint byteCount in new nuint[] { 0, 100, 5000 })
        {
            pools.Free(pools.Allocate(PoolFlags.NonPaged, byteCount, "Prio", priority), "Prio");
            pools.Free(pools.Allocate(PoolFlags.Paged, byteCount, "Prio", priority), "Prio");
        }

        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(17)]
    [InlineData(48)]
    [InlineData(int.MinValue)]
    public void An_unknown_priority_is_answered_with_0(int priority)
    {
        Executive<TMachine> pools = Boot();
        Assert.Equal((nuint)0, pools.Allocate(PoolFlags.Paged, 100, "Prio", (PoolPriority)priority));
        Assert.Equal(0ul, pools.Capture().Paged.Failures);
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, PoolPriority.Low, 8)]
    [InlineData(PoolKind.Paged, PoolPriority.LowSpecialPoolUnderrun, 8)]
    [InlineData(PoolKind.NonPaged, PoolPriority.NormalSpecialPoolOverrun, 2)]
    [InlineData(PoolKind.Paged, PoolPriority.Normal, 2)]
    [InlineData(PoolKind.NonPaged, PoolPriority.High, 0)]
    [InlineData(PoolKind.Paged, PoolPriority.HighSpecialPoolOverrun, 0)]
    public void A_priority_is_refused_when_less_would_be_left_than_its_share(
        PoolKind kind, PoolPriority priority, int share)
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, PriorityPages, growth: 16));
        PoolFlags flags = TestPools.Flags(kind);
        int served = 0;
        while (pools.Allocate(flags, Geometry.PageByteCount, "Prio", priority) != 0)
        {
            served++;
        }

        Assert.Equal((int)PriorityPages - share, served);
        Assert.Equal((ulong)served * TestPools.Page, pools.Capture()[kind].BytesInUse);
        Assert.Equal(1ul, pools.Capture()[kind].Failures);
        Assert.Equal((nuint)0, pools.Allocate(flags, 1, "Prio", priority));

        // A request that matters more goes on, and so does the other pool.
        for (; served < (int)PriorityPages; served++)
        {
            Assert.NotEqual((nuint)0, pools.Allocate(flags, Geometry.PageByteCount, "More"));
        }

        AssertTheOtherPoolServes(pools, kind);
        PoolAssert.IsSound(pools);
    }

    [Fact]
    public void A_large_request_counts_with_all_of_its_pages()
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, PriorityPages, growth: 16));
        nuint bytes = 57 * Geometry.PageByteCount;
        Assert.Equal((nuint)0, pools.Allocate(PoolFlags.Paged, bytes, "Prio", PoolPriority.Low));
        Assert.Equal((nuint)0, pools.Allocate(PoolFlags.Paged, nuint.MaxValue, "Prio", PoolPriority.Normal));
        pools.Free(pools.Allocate(PoolFlags.Paged, bytes - Geometry.PageByteCount, "Prio", PoolPriority.Low));
        pools.Free(pools.Allocate(PoolFlags.Paged, bytes, "Prio", PoolPriority.Normal));
        Assert.Equal(2ul, pools.Capture().Paged.Failures);
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void While_the_system_refuses_memory_only_committed_pages_count()
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, PriorityPages, growth: 16));
        RawPool<TMachine> paged = pools.Tables().Pool(PoolKind.Paged);
        Assert.Equal(0, paged.RefusalTick);
        nuint[] blocks = new nuint[15];
        for (int index = 0; index < blocks.Length; index++)
        {
            blocks[index] = pools.Allocate(PoolFlags.Paged, Geometry.PageByteCount, "Prio", PoolPriority.Low);
            Assert.NotEqual((nuint)0, blocks[index]);
        }

        paged.RefusalTick = long.MaxValue;
        Assert.Equal((nuint)0, pools.Allocate(PoolFlags.Paged, 4096, "Prio", PoolPriority.Low));
        pools.Free(blocks[14]);
        Assert.Equal((nuint)0, pools.Allocate(PoolFlags.Paged, 4096, "Prio", PoolPriority.Low));
        pools.Free(blocks[13]);
        Assert.NotEqual((nuint)0, pools.Allocate(PoolFlags.Paged, 4096, "Prio", PoolPriority.Low));

        paged.RefusalTick = pools.Machine.TickCount - 64;
        Assert.NotEqual((nuint)0, pools.Allocate(PoolFlags.Paged, 4 * 4096, "Prio", PoolPriority.Low));
        PoolAssert.IsSound(pools);
    }

    [Fact]
    public void A_refused_priority_raises_where_that_is_asked()
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, maximum: 16, growth: 16));
        nuint block = pools.Allocate(PoolFlags.Paged, 15 * Geometry.PageByteCount, "Fill");
        PoolException exception = Assert.Throws<PoolException>(() => pools.Allocate(
            PoolFlags.Paged | PoolFlags.RaiseOnFailure, 100, "Prio", PoolPriority.Low));
        Assert.Equal(NtStatus.InsufficientResources, exception.Status);
        pools.Free(block);
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_level_that_is_too_high_stops_before_a_priority_is_looked_at()
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, maximum: 16, growth: 16));
        BugCheck expected = new(BugCheckCode.BadPoolCaller, 8, (ulong)Irql.Dispatch, 1, 60_000, "Prio", Address: 0);
        At(pools, Irql.Dispatch, () => PoolAssert.Stops(
            expected, () => pools.Allocate(PoolFlags.Paged, 60_000, "Prio", PoolPriority.Low)));
        AssertUntouched(pools);
    }
}
