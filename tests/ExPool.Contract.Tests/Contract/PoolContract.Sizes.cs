using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

// Sizes: what a block of so many bytes looks like.
public abstract partial class PoolContract<TMachine>
{
    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Every_size_is_aligned_zeroed_and_charged_as_documented(PoolKind kind)
    {
        Executive<TMachine> pools = Boot();
        foreach (int byteCount in BoundarySizes())
        {
            // What the next block of this size will be made of is dirty.
            nuint dirty = pools.Allocate(
                TestPools.Flags(kind) | PoolFlags.Uninitialized, (nuint)byteCount, "Drty");
            pools.Memory().WritePattern(dirty, byteCount, seed: 1);
            pools.Free(dirty, "Drty");

            nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Size");
            Assert.NotEqual((nuint)0, address);
            nuint alignment =
                (nuint)(Sizes.IsBig(byteCount) ? Geometry.PageByteCount : Sizes.PayloadAlignment);
            Assert.True(address % alignment == 0, $"{byteCount} bytes at 0x{address:X}: not aligned.");
            int dirt = pools.Memory().FindNonZero(address, byteCount);
            Assert.True(dirt < 0, $"{byteCount} bytes: the byte at offset {dirt} is not zero.");
            AssertDescribed(pools, address, byteCount, kind);

            pools.Free(address, "Size");
        }

        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Blocks_of_all_sizes_keep_their_contents_while_others_come_and_go(PoolKind kind)
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, maximum: 4096, growth: 16));
        ShadowPool<TMachine> shadow = new(pools.Memory());
        uint seed = 0;
        void AllocateAll()
        {
            foreach (int byteCount in BoundarySizes())
            {
                nuint address = pools.Allocate(
                    TestPools.Flags(kind) | PoolFlags.Uninitialized, (nuint)byteCount, "Many");
                Assert.NotEqual((nuint)0, address);
                shadow.Allocated(new ShadowBlock(address, byteCount, kind, "Many", ++seed));
            }
        }

        AllocateAll();
        FreeEverySecond(pools, shadow);
        AllocateAll();
        shadow.AssertContents();
        shadow.AssertEqualTo(pools.Capture());
        PoolAssert.IsSound(pools);

        while (shadow.Living.Count > 0)
        {
            pools.Free(shadow.Take(shadow.Living.Count / 2).Address, "Many");
        }

        shadow.AssertEqualTo(pools.Capture());
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_request_of_zero_bytes_counts_as_one()
    {
        Executive<TMachine> pools = Boot();
        nuint nothing = pools.Allocate(PoolFlags.NonPaged, 0, "Zero");
        nuint one = pools.Allocate(PoolFlags.NonPaged, 1, "One ");
        Assert.NotEqual((nuint)0, nothing);
        Assert.Equal(Block(pools, one).ByteCount, Block(pools, nothing).ByteCount);
        Assert.Equal((ulong)Sizes.Charge(1), Block(pools, nothing).ByteCount);
        pools.Free(nothing, "Zero");
        pools.Free(one, "One ");
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void An_uninitialized_block_is_left_as_its_last_owner_left_it()
    {
        Executive<TMachine> pools = Boot();
        nuint pin = pools.Allocate(PoolFlags.NonPaged, 256, "Pin ");
        nuint first = pools.Allocate(PoolFlags.NonPaged | PoolFlags.Uninitialized, 256, "Left");
        pools.Memory().WritePattern(first, 256, seed: 7);
        byte[] before = pools.Memory().ReadBytes(first, 256);
        pools.Free(first, "Left");

        nuint second = pools.Allocate(PoolFlags.NonPaged | PoolFlags.Uninitialized, 256, "Left");
        Assert.Equal(first, second);
        // The two links of a free block lie in its first bytes.
        int links = 2 * TMachine.PointerByteCount;
        Assert.Equal(before[links..], pools.Memory().ReadBytes(second, 256)[links..]);
        pools.Free(second, "Left");
        pools.Free(pin, "Pin ");
    }

    /// <summary>
    /// For each number of units the largest request that fits, one below and one above; the same for pages.
    /// </summary>
    private static IEnumerable<int> BoundarySizes()
    {
        IEnumerable<int> inUnits = Enumerable.Range(1, Sizes.UnitsPerPage).Select(Sizes.Payload);
        IEnumerable<int> inPages = Enumerable.Range(1, 3).Select(pages => pages * Geometry.PageByteCount);
        return inUnits.Concat(inPages)
            .Concat([0, 1, 8, 16, 24, 4072, 4080, 4088, Sizes.MaximumSmallByteCount])
            .SelectMany(size => new[] { size - 1, size, size + 1 })
            .Where(size => size >= 0)
            .Distinct()
            .Order();
    }

    private static void AssertDescribed(
        Executive<TMachine> pools, nuint address, int byteCount, PoolKind kind)
    {
        ulong charge = (ulong)Sizes.Charge(byteCount);
        PoolCounters counters = PoolAssert.Counters(pools.Capture(), "Size", kind);
        Assert.True(counters.BytesInUse == charge, $"{byteCount} bytes: {counters}, expected {charge}.");

        PoolBlockInfo block = Block(pools, address);
        Assert.Equal(charge, block.ByteCount);
        Assert.Equal(Sizes.Start(address, byteCount), (nuint)block.Address);
        Assert.Equal("Size", block.Tag);
        Assert.Equal(kind, block.Kind);
        Assert.Equal(PoolBlockState.Allocated, block.State);
        Assert.Equal(Sizes.IsBig(byteCount), block.IsBig);
    }

    private static void FreeEverySecond(Executive<TMachine> pools, ShadowPool<TMachine> shadow)
    {
        foreach (ShadowBlock block in shadow.Living.Where((_, index) => index % 2 == 0).ToArray())
        {
            int index = shadow.Living.ToList().IndexOf(block);
            pools.Free(shadow.Take(index).Address, block.Tag);
        }
    }
}
