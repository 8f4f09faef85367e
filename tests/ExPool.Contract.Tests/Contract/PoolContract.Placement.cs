using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

// Placement inside of a page: exact fit, split, coalesce. Nonpaged pool has one descriptor, so one thread
// sees one order.
public abstract partial class PoolContract<TMachine>
{
    /// <summary>
    /// Units of a block of which a whole number fills a page: 15 where it has 255, 16 where it has 256.
    /// </summary>
    private static int Cell => Enumerable.Range(10, 100).First(units => Sizes.UnitsPerPage % units == 0);

    [Fact]
    public void The_first_block_of_a_page_is_its_front_and_the_next_its_tail()
    {
        Executive<TMachine> pools = Boot();
        nuint first = Small(pools, units: 8);
        nuint second = Small(pools, units: 5);

        nuint page = PageOf(first);
        Assert.Equal(page + (nuint)(Sizes.FirstBlockByteOffset + Sizes.HeaderByteCount), first);
        Assert.Equal(Sizes.UnitsPerPage - 5, UnitOf(second));
        Assert.Equal(
            [
                (8, PoolBlockState.Allocated),
                (Sizes.UnitsPerPage - 13, PoolBlockState.Free),
                (5, PoolBlockState.Allocated),
            ],
            Units(pools, first));
    }

    [Fact]
    public void An_exact_fit_is_used_before_a_larger_block()
    {
        Executive<TMachine> pools = Boot();
        nuint[] blocks = [.. Enumerable.Range(0, 6).Select(_ => Small(pools, units: 6))];
        pools.Free(blocks[3]);
        // The page has a larger free block too, from which a request of another size is cut.
        nuint other = Small(pools, units: 8);
        Assert.Equal(PageOf(blocks[3]), PageOf(other));

        Assert.Equal(blocks[3], Small(pools, units: 6));
    }

    [Fact]
    public void A_larger_free_block_gives_its_tail()
    {
        Executive<TMachine> pools = Boot();
        nuint[] blocks = FillPage(pools);
        nuint victim = blocks.Order().ElementAt(3);
        pools.Free(victim);

        nuint tail = Small(pools, units: 4);
        Assert.Equal(UnitOf(victim) + Cell - 4, UnitOf(tail));
        Assert.Equal(PageOf(victim), PageOf(tail));
    }

    [Fact]
    public void A_free_block_at_the_start_of_a_page_gives_its_front()
    {
        Executive<TMachine> pools = Boot();
        nuint[] blocks = FillPage(pools);
        nuint victim = blocks.Min();
        pools.Free(victim);

        Assert.Equal(victim, Small(pools, units: 4));
        Assert.Equal((Cell - 4, PoolBlockState.Free), Units(pools, victim)[1]);
    }

    [Fact]
    public void A_remainder_of_one_unit_is_a_hole_that_coalescing_recovers()
    {
        Executive<TMachine> pools = Boot();
        nuint victim = FillPage(pools).Order().ElementAt(3);
        pools.Free(victim);
        nuint shorter = Small(pools, units: Cell - 1);
        Assert.Equal(UnitOf(victim) + 1, UnitOf(shorter));
        Assert.Contains((1, PoolBlockState.Free), Units(pools, victim));
        PoolAssert.IsSound(pools);

        pools.Free(shorter);
        Assert.DoesNotContain((1, PoolBlockState.Free), Units(pools, victim));
        Assert.Equal(victim, Small(pools, units: Cell));
    }

    [Theory]
    [InlineData(new[] { 4, 5 })]        // with the one after
    [InlineData(new[] { 5, 4 })]        // with the one before
    [InlineData(new[] { 4, 6, 5 })]     // with both
    [InlineData(new[] { 3, 4, 7, 6, 5 })]
    public void Free_neighbours_become_one_block(int[] order)
    {
        Executive<TMachine> pools = Boot();
        nuint[] blocks = [.. FillPage(pools).Order()];
        foreach (int index in order)
        {
            pools.Free(blocks[index]);
            PoolAssert.IsSound(pools);
        }

        Assert.Equal(
            [(Cell * order.Length, PoolBlockState.Free)],
            Units(pools, blocks[0]).Where(one => one.State == PoolBlockState.Free));
        nuint whole = Small(pools, units: Cell * order.Length);
        Assert.Equal(blocks[order.Min()], whole);
    }

    [Fact]
    public void A_page_goes_back_when_its_last_block_is_freed()
    {
        Executive<TMachine> pools = Boot();
        nuint[] blocks = FillPage(pools);
        for (int index = 0; index < blocks.Length; index++)
        {
            Assert.Equal(TestPools.Page, pools.Capture().NonPaged.BytesInUse);
            // From both ends, so that neighbours are free before, after, and on both sides.
            pools.Free(blocks[(index * 7) % blocks.Length]);
        }

        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void What_was_freed_last_is_used_first()
    {
        Executive<TMachine> pools = Boot();
        nuint[] blocks = [.. FillPage(pools).Order()];
        pools.Free(blocks[2]);
        pools.Free(blocks[6]);
        pools.Free(blocks[4]);
        Assert.Equal(
            [blocks[4], blocks[6], blocks[2]], Enumerable.Range(0, 3).Select(_ => Small(pools, units: Cell)));
    }

    [Fact]
    public void The_rest_of_a_split_is_used_after_what_was_freed()
    {
        Executive<TMachine> pools = Boot();
        nuint[] blocks = [.. FillPage(pools).Order()];
        // A block of four units, cut from the third cell; what is left of that cell is taken too.
        pools.Free(blocks[2]);
        nuint freed = Small(pools, units: 4);
        _ = Small(pools, units: Cell - 4);
        pools.Free(freed);

        // Four units remain at the front of the seventh cell. The freed four were first, and stay first.
        pools.Free(blocks[6]);
        _ = Small(pools, units: Cell - 4);

        Assert.Equal(freed, Small(pools, units: 4));
        Assert.Equal(blocks[6], Small(pools, units: 4));
    }

    [Fact]
    public void Blocks_say_how_long_their_predecessor_is()
    {
        Executive<TMachine> pools = Boot();
        nuint first = Small(pools, units: 3);
        _ = Small(pools, units: 9);
        _ = Small(pools, units: 2);
        PoolBlockInfo[] page = Page(pools, first);
        Assert.Equal(0ul, page[0].PreviousByteCount);
        for (int index = 1; index < page.Length; index++)
        {
            Assert.Equal(page[index - 1].ByteCount, page[index].PreviousByteCount);
            Assert.Equal(page[index - 1].Address + page[index - 1].ByteCount, page[index].Address);
        }

        Assert.Equal(Sizes.UnitsPerPage * Sizes.UnitByteCount, page.Sum(block => (int)block.ByteCount));
    }

    private static nuint Small(Executive<TMachine> pools, int units)
    {
        nuint address = pools.Allocate(PoolFlags.NonPaged, (nuint)Sizes.Payload(units), "Unit");
        Assert.NotEqual((nuint)0, address);
        return address;
    }

    /// <summary>Fills a page with blocks of <see cref="Cell"/> units, without a rest.</summary>
    private static nuint[] FillPage(Executive<TMachine> pools)
    {
        nuint[] blocks = [.. Enumerable.Range(0, Sizes.UnitsPerPage / Cell).Select(_ => Small(pools, Cell))];
        Assert.Single(blocks.Select(PageOf).Distinct());
        return blocks;
    }

    private static (int Units, PoolBlockState State)[] Units(Executive<TMachine> pools, nuint address) =>
        [.. Page(pools, address).Select(block => ((int)block.ByteCount / Sizes.UnitByteCount, block.State))];

    private static nuint PageOf(nuint address) => address & ~(nuint)(Geometry.PageByteCount - 1);

    /// <summary>The number of a block's first unit in its page.</summary>
    private static int UnitOf(nuint payload) =>
        ((int)(payload - PageOf(payload)) - Sizes.HeaderByteCount - Sizes.FirstBlockByteOffset)
        / Sizes.UnitByteCount;
}
