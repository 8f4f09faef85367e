using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

// Limits: how a pool grows, how it is exhausted, and that it recovers.
public abstract partial class PoolContract<TMachine>
{
    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_pool_grows_in_chunks_from_its_initial_size_to_its_maximum(PoolKind kind)
    {
        const int Maximum = 112;
        const int Growth = 32;
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, Maximum, Growth));
        Assert.Equal(16 * TestPools.Page, pools.Capture()[kind].CommittedBytes);
        Assert.Equal(Maximum * TestPools.Page, pools.Capture()[kind].MaximumBytes);

        List<ulong> sizes = [];
        for (int page = 1; page <= Maximum; page++)
        {
            Assert.NotEqual((nuint)0, pools.Allocate(TestPools.Flags(kind), Geometry.PageByteCount, "Grow"));
            PoolUsage usage = pools.Capture()[kind];
            Assert.Equal((ulong)page * TestPools.Page, usage.BytesInUse);
            sizes.Add(usage.CommittedBytes.GetValueOrDefault() / TestPools.Page);
        }

        Assert.Equal([16ul, 48, 80, 112], sizes.Distinct());
        Assert.Equal((nuint)0, pools.Allocate(TestPools.Flags(kind), Geometry.PageByteCount, "Grow"));
        Assert.Equal(Maximum * TestPools.Page, pools.Capture()[kind].PeakBytes);
        PoolAssert.IsSound(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_request_larger_than_a_chunk_grows_the_pool_by_what_it_needs(PoolKind kind)
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, maximum: 64, growth: 16));
        nuint address = pools.Allocate(TestPools.Flags(kind), 50 * Geometry.PageByteCount, "Grow");
        Assert.NotEqual((nuint)0, address);
        Assert.Equal(-1, pools.Memory().FindNonZero(address, 50 * Geometry.PageByteCount));
        PoolAssert.IsSound(pools);
        pools.Free(address, "Grow");
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void All_of_a_pool_can_be_one_block(PoolKind kind)
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, maximum: 64, growth: 16));
        // Grown in pieces first: the pieces must have become one run again.
        nuint[] pieces =
            [.. Enumerable.Range(0, 64).Select(_ => pools.Allocate(TestPools.Flags(kind), 4096, "Page"))];
        Assert.DoesNotContain((nuint)0, pieces);
        foreach (nuint piece in pieces.Where((_, index) => index % 2 == 0).Concat(
            pieces.Where((_, index) => index % 2 == 1)))
        {
            pools.Free(piece, "Page");
        }

        nuint all = pools.Allocate(TestPools.Flags(kind), 64 * 4096, "All ");
        Assert.NotEqual((nuint)0, all);
        Assert.Equal((nuint)0, pools.Allocate(TestPools.Flags(kind), 1, "More"));
        pools.Free(all, "All ");
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 64)]
    [InlineData(PoolKind.Paged, 64)]
    [InlineData(PoolKind.NonPaged, 2000)]
    [InlineData(PoolKind.Paged, 2000)]
    [InlineData(PoolKind.NonPaged, 4096)]
    [InlineData(PoolKind.Paged, 4096)]
    [InlineData(PoolKind.NonPaged, 9000)]
    [InlineData(PoolKind.Paged, 9000)]
    public void An_exhausted_pool_answers_0_counts_it_and_works_again_after_frees(
        PoolKind kind, int byteCount)
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, maximum: 32, growth: 16));
        for (int round = 1; round <= 3; round++)
        {
            ShadowPool<TMachine> shadow = new(pools.Memory());
            while (pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Full") is nuint address and not 0)
            {
                shadow.Allocated(
                    new ShadowBlock(address, byteCount, kind, "Full", (uint)shadow.Living.Count));
            }

            Assert.Equal((ulong)round, pools.Capture()[kind].Failures);
            Assert.Equal(MostBlocks(byteCount, pages: 32), shadow.Living.Count);
            AssertTheOtherPoolServes(pools, kind);
            PoolAssert.IsSound(pools);

            nuint again = FreeOneAndAllocate(pools, shadow, kind, byteCount);
            Assert.NotEqual((nuint)0, again);
            pools.Free(again, "Full");
            while (shadow.Living.Count > 0)
            {
                pools.Free(shadow.Take(0).Address, "Full");
            }

            PoolAssert.IsEmpty(pools);
        }
    }

    [Fact]
    public void The_peak_stays_when_pages_go_back()
    {
        Executive<TMachine> pools = Boot();
        pools.Free(pools.Allocate(PoolFlags.Paged, 10 * 4096, "Peak"));
        pools.Free(pools.Allocate(PoolFlags.Paged, 3 * 4096, "Peak"));
        Assert.Equal(10 * TestPools.Page, pools.Capture().Paged.PeakBytes);
        Assert.Equal(0ul, pools.Capture().NonPaged.PeakBytes);
    }

    /// <summary>How many blocks of a size go into empty pages.</summary>
    private static int MostBlocks(int byteCount, int pages) => Sizes.IsBig(byteCount)
        ? pages / Geometry.Pages(byteCount)
        : pages * (Sizes.UnitsPerPage / Sizes.Units(byteCount));

    private static nuint FreeOneAndAllocate(
        Executive<TMachine> pools, ShadowPool<TMachine> shadow, PoolKind kind, int byteCount)
    {
        pools.Free(shadow.Take(shadow.Living.Count / 2).Address, "Full");
        return pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Full");
    }

    private static void AssertTheOtherPoolServes(Executive<TMachine> pools, PoolKind full)
    {
        PoolFlags other = TestPools.Flags(full == PoolKind.Paged ? PoolKind.NonPaged : PoolKind.Paged);
        nuint address = pools.Allocate(other, 100, "Othr");
        Assert.NotEqual((nuint)0, address);
        pools.Free(address, "Othr");
    }
}
