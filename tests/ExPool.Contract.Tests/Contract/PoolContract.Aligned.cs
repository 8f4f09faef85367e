using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Support;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

// Cache alignment: where the payload lies, and that the block is an ordinary one otherwise.
public abstract partial class PoolContract<TMachine>
{
    private const int CacheLine = 64;

    public static TheoryData<PoolKind, int> AlignedSizes()
    {
        TheoryData<PoolKind, int> rows = [];
        foreach (int byteCount in new[] { 0, 1, 63, 64, 65, 200, 1000, 3968, 3969, 4032, 4033, 4072, 4073, 9000 })
        {
            rows.Add(PoolKind.NonPaged, byteCount);
            rows.Add(PoolKind.Paged, byteCount);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(AlignedSizes))]
    public void An_aligned_payload_starts_a_cache_line_and_its_lines_are_its_own(PoolKind kind, int byteCount)
    {
        Executive<TMachine> pools = Boot();
        PoolFlags flags = TestPools.Flags(kind) | PoolFlags.CacheAligned;
        List<nuint> blocks = [];
        for (int count = 0; count < 40; count++)
        {
            nuint address = pools.Allocate(flags, (nuint)byteCount, "Line");
            Assert.NotEqual((nuint)0, address);
            Assert.Equal((nuint)0, address % CacheLine);
            Assert.Equal(-1, pools.Memory().FindNonZero(address, byteCount));
            pools.Memory().WritePattern(address, byteCount, (uint)count);
            blocks.Add(address);
        }

        ulong charge = (ulong)AlignedCharge(byteCount);
        Assert.Equal(40 * charge, pools.Capture()[kind].ChargedBytes);
        PoolAssert.IsSound(pools);
        HashSet<nuint> lines = [];
        for (int index = 0; index < blocks.Count; index++)
        {
            Assert.Equal(-1, pools.Memory().FindDamage(blocks[index], byteCount, (uint)index));
            for (int offset = 0; offset < byteCount; offset += CacheLine)
            {
                Assert.True(lines.Add((blocks[index] + (nuint)offset) / CacheLine), "Two payloads share a line.");
            }

            pools.Free(blocks[index], "Line");
        }

        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Aligned_and_ordinary_blocks_live_together(PoolKind kind)
    {
        Executive<TMachine> pools = Boot();
        Random random = new(64);
        List<(nuint Address, int Size, uint Seed)> living = [];
        for (int round = 0; round < 4000; round++)
        {
            if (living.Count == 0 || (living.Count < 200 && random.Next(5) != 0))
            {
                int size = random.Next(20) == 0 ? random.Next(5000) : random.Next(1, 500);
                bool isAligned = random.Next(2) == 0;
                PoolFlags flags = TestPools.Flags(kind) | (isAligned ? PoolFlags.CacheAligned : 0);
                nuint address = pools.Allocate(flags, (nuint)size, "Mix ");
                Assert.Equal((nuint)0, address % (nuint)(isAligned ? CacheLine : Sizes.PayloadAlignment));
                Assert.Equal(-1, pools.Memory().FindNonZero(address, size));
                pools.Memory().WritePattern(address, size, (uint)round);
                living.Add((address, size, (uint)round));
                continue;
            }

            int index = random.Next(living.Count);
            Assert.Equal(-1, pools.Memory().FindDamage(living[index].Address, living[index].Size, living[index].Seed));
            pools.Free(living[index].Address, "Mix ");
            living.RemoveAt(index);
        }

        PoolAssert.IsSound(pools);
        living.ForEach(block => pools.Free(block.Address, "Mix "));
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 100)]
    [InlineData(PoolKind.NonPaged, 2000)]
    [InlineData(PoolKind.Paged, 2000)]
    public void A_pool_that_aligned_blocks_exhausted_works_again_after_frees(PoolKind kind, int byteCount)
    {
        Executive<TMachine> pools = Boot(TestPools.OfPages(initial: 16, maximum: 32, growth: 16));
        PoolFlags flags = TestPools.Flags(kind) | PoolFlags.CacheAligned;
        for (int round = 1; round <= 3; round++)
        {
            List<nuint> blocks = [];
            while (pools.Allocate(flags, (nuint)byteCount, "Line") is nuint address and not 0)
            {
                blocks.Add(address);
            }

            Assert.Equal((ulong)round, pools.Capture()[kind].Failures);
            Assert.InRange(blocks.Count, 32, 32 * 4096 / byteCount);
            PoolAssert.IsSound(pools);
            pools.Free(blocks[blocks.Count / 2]);
            blocks[blocks.Count / 2] = pools.Allocate(flags, (nuint)byteCount, "Line");
            Assert.DoesNotContain((nuint)0, blocks);
            blocks.ForEach(block => pools.Free(block, "Line"));
            PoolAssert.IsEmpty(pools);
        }
    }

    [Fact]
    public void A_freed_aligned_block_serves_the_next_of_its_size()
    {
        Executive<TMachine> pools = Boot();
        PoolFlags flags = PoolFlags.NonPaged | PoolFlags.CacheAligned;
        List<nuint> walls = [];
        List<nuint> aligned = [];
        for (int count = 0; count < 100; count++)
        {
            aligned.Add(pools.Allocate(flags, 128, "Line"));
            walls.Add(pools.Allocate(PoolFlags.NonPaged, 40, "Wall"));
        }

        ulong? before = pools.Capture().NonPaged.BytesInUse;
        for (int round = 0; round < 20; round++)
        {
            aligned.ForEach(block => pools.Free(block));
            aligned = [.. Enumerable.Range(0, 100).Select(_ => pools.Allocate(flags, 128, "Line"))];
        }

        Assert.Equal(before, pools.Capture().NonPaged.BytesInUse);
        aligned.Concat(walls).ToList().ForEach(block => pools.Free(block));
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolFlags.NonPaged)]
    [InlineData(PoolFlags.Paged)]
    public void Session_pool_is_refused(PoolFlags pool) => AssertRefused(pool | PoolFlags.Session, "Sess");

    [Theory]
    [InlineData(PoolFlags.NonPaged)]
    [InlineData(PoolFlags.Paged)]
    public void Special_pool_is_a_wish_that_ordinary_pool_serves(PoolFlags pool)
    {
        Executive<TMachine> pools = Boot();
        nuint address = pools.Allocate(pool | PoolFlags.SpecialPool, 100, "Spec");
        Assert.NotEqual((nuint)0, address);
        pools.Free(address, "Spec");
        PoolAssert.IsEmpty(pools);
    }

    /// <summary>Whole cache lines with a header in units, or whole pages where an aligned payload has no room
    /// beside the page's front.</summary>
    private static int AlignedCharge(int byteCount)
    {
        int lines = (Math.Max(byteCount, 1) + CacheLine - 1) / CacheLine;
        int units = ((lines * CacheLine) + Sizes.HeaderByteCount + Sizes.UnitByteCount - 1) / Sizes.UnitByteCount;
        int front = (CacheLine - Sizes.FirstBlockByteOffset - Sizes.HeaderByteCount) / Sizes.UnitByteCount;
        return units <= Sizes.UnitsPerPage - front
            ? units * Sizes.UnitByteCount
            : Geometry.Pages(byteCount) * Geometry.PageByteCount;
    }
}
