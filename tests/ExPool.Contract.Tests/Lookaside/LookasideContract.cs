using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Lookaside;

/// <summary>What a look-aside list of a program promises, on every machine.</summary>
public abstract partial class LookasideContract<TMachine> : MachineContract<TMachine>
    where TMachine : struct, IMachine
{
    private const string Tag = "Look";

    private readonly Executive<TMachine> _pools;

    protected LookasideContract() => _pools = Boot();

    public static TheoryData<PoolFlags, int> EveryKindOfBlock()
    {
        TheoryData<PoolFlags, int> rows = [];
        foreach (PoolFlags pool in new[] { PoolFlags.NonPaged, PoolFlags.NonPagedExecute, PoolFlags.Paged })
        {
            foreach (int byteCount in new[] { 0, 16, 100, 2000, 4096, 10_000 })
            {
                rows.Add(pool, byteCount);
                rows.Add(pool | PoolFlags.CacheAligned, byteCount);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(EveryKindOfBlock))]
    public void A_freed_block_is_given_again_and_zeroed(PoolFlags flags, int byteCount)
    {
        using LookasideList<TMachine> list = Create(flags, byteCount);
        nuint first = list.Allocate();
        Assert.NotEqual((nuint)0, first);
        Assert.Equal((nuint)0, first % ((nuint)((flags & PoolFlags.CacheAligned) != 0 ? 64 : Sizes.PayloadAlignment)));
        int room = (int)list.ByteCount;
        _pools.Memory().WritePattern(first, room, seed: 1);
        list.Free(first);
        Assert.Equal(1, list.HeldCount);

        Assert.Equal(first, list.Allocate());
        Assert.Equal(-1, _pools.Memory().FindNonZero(first, room));
        Assert.Equal((2u, 1u, 1u, 0u), Totals(list));
        Assert.Equal(0, list.HeldCount);
        list.Free(first);
        list.Dispose();
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void An_uninitialized_list_leaves_all_but_the_link_as_it_was()
    {
        using LookasideList<TMachine> list = Create(PoolFlags.Paged | PoolFlags.Uninitialized, 100);
        nuint block = list.Allocate();
        _pools.Memory().WritePattern(block + 16, 84, seed: 2);
        list.Free(block);
        Assert.Equal(block, list.Allocate());
        Assert.Equal(-1, _pools.Memory().FindDamage(block + 16, 84, seed: 2));
        list.Free(block);
    }

    [Fact]
    public void A_list_keeps_as_many_blocks_as_its_depth_says_and_they_stay_allocated()
    {
        using LookasideList<TMachine> list = Create(PoolFlags.Paged, 200);
        nuint[] blocks = [.. Enumerable.Range(0, 10).Select(_ => list.Allocate())];
        Assert.Equal(10, blocks.Distinct().Count());
        Array.ForEach(blocks, list.Free);
        Assert.Equal(4, list.Depth);
        Assert.Equal(4, list.HeldCount);
        Assert.Equal((10u, 10u, 10u, 6u), Totals(list));
        Assert.Equal(4ul, PoolAssert.Counters(_pools.Capture(), Tag, PoolKind.Paged).Outstanding);
        Assert.Equal(blocks[3], list.Allocate());
        list.Free(blocks[3]);

        list.Flush();
        Assert.Equal(0, list.HeldCount);
        Assert.Equal((11u, 10u, 11u, 6u), Totals(list));
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void A_deleted_list_has_given_its_blocks_back_and_refuses_every_use()
    {
        LookasideList<TMachine> list = Create(PoolFlags.NonPaged, 200);
        nuint kept = list.Allocate();
        list.Free(list.Allocate());
        list.Dispose();
        list.Dispose();
        Assert.Equal(1ul, PoolAssert.Counters(_pools.Capture(), Tag, PoolKind.NonPaged).Outstanding);
        Assert.Throws<ObjectDisposedException>(() => list.Allocate());
        Assert.Throws<ObjectDisposedException>(() => list.Free(kept));
        Assert.Throws<ObjectDisposedException>(list.Flush);
        Assert.Throws<ObjectDisposedException>(() => list.TotalAllocates);
        Assert.Throws<ObjectDisposedException>(() => list.HeldCount);
        _pools.AdjustLookasideLists();
        _pools.Free(kept, Tag);
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void A_list_outlives_its_pools_as_a_thing_that_refuses()
    {
        LookasideList<TMachine> list = Create(PoolFlags.NonPaged, 200);
        list.Free(list.Allocate());
        _pools.Dispose();
        Assert.Throws<ObjectDisposedException>(() => list.Allocate());
        Assert.Throws<ObjectDisposedException>(() => list.Depth);
        list.Dispose();
    }

    [Fact]
    public void A_reader_sees_every_list_and_no_deleted_one()
    {
        Assert.Empty(_pools.Capture().Lookasides);
        using LookasideList<TMachine> first = _pools.CreateLookasideList(PoolFlags.Paged, 100, "Lst1", 4);
        using LookasideList<TMachine> second = _pools.CreateLookasideList(PoolFlags.NonPaged, 5000, "Lst2");
        first.Free(first.Allocate());
        first.Free(first.Allocate());
        second.Allocate();
        Assert.Equal(
            [
                Usage("Lst1", PoolKind.Paged, 100, depth: 1, maximumDepth: 4, (2, 1), (2, 0)),
                Usage("Lst2", PoolKind.NonPaged, 5000, depth: 0, maximumDepth: 256, (1, 1), (0, 0)),
            ],
            _pools.Capture().Lookasides);

        first.Dispose();
        Assert.Equal("Lst2", Assert.Single(_pools.Capture().Lookasides).Tag);
    }

    private static LookasideUsage Usage(
        PoolTag tag,
        PoolKind kind,
        ulong byteCount,
        ulong depth,
        ulong maximumDepth,
        (ulong Total, ulong Misses) allocates,
        (ulong Total, ulong Misses) frees) => new()
        {
            Tag = tag,
            Kind = kind,
            BlockByteCount = byteCount,
            Depth = depth,
            SharedDepth = 0,
            Limit = 4,
            MaximumDepth = maximumDepth,
            ProcessorCount = null,
            TotalAllocates = allocates.Total,
            AllocateMisses = allocates.Misses,
            TotalFrees = frees.Total,
            FreeMisses = frees.Misses,
        };

    [Fact]
    public void The_record_of_a_deleted_list_is_the_next_ones()
    {
        using LookasideList<TMachine> stays = Create(PoolFlags.Paged, 64);
        for (int round = 0; round < 50; round++)
        {
            using LookasideList<TMachine> list = Create(PoolFlags.NonPaged, 100 + round);
            Assert.Equal((0u, 0u, 0u, 0u), Totals(list));
            list.Free(list.Allocate());
            Assert.Equal((ulong)(100 + round), _pools.Capture().Lookasides[^1].BlockByteCount);
        }

        Assert.Equal(2u, _pools.Tables().LookasideCount);
        PoolAssert.IsEmpty(_pools);
    }

    [Theory]
    [InlineData(PoolFlags.None, Tag)]
    [InlineData(PoolFlags.NonPaged | PoolFlags.Paged, Tag)]
    [InlineData(PoolFlags.Paged | PoolFlags.Session, Tag)]
    [InlineData(PoolFlags.Paged | PoolFlags.UseQuota, Tag)]
    [InlineData(PoolFlags.Paged, "")]
    public void A_list_needs_one_pool_a_tag_and_no_quota(PoolFlags flags, string tag) =>
        Assert.Throws<ArgumentException>(
            () => _pools.CreateLookasideList(flags, 100, tag.Length == 0 ? default : new PoolTag(tag)));

    [Theory]
    [InlineData(3)]
    [InlineData(257)]
    [InlineData(-1)]
    public void A_depth_outside_of_4_to_256_is_refused(int depth) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _pools.CreateLookasideList(PoolFlags.Paged, 100, Tag, depth));

    [Fact]
    public void A_size_that_no_record_can_say_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _pools.CreateLookasideList(PoolFlags.Paged, nuint.MaxValue, Tag));

    [Fact]
    public void A_busy_list_gets_deeper_and_an_idle_one_gives_its_blocks_back()
    {
        using LookasideList<TMachine> list = _pools.CreateLookasideList(PoolFlags.Paged, 64, Tag, 20);
        int[] expected = [8, 16, 20, 20];
        foreach (int depth in expected)
        {
            Turn(list, blocks: 40);
            _pools.AdjustLookasideLists();
            Assert.Equal(depth, list.Depth);
            Assert.Equal((ulong)depth, _pools.Capture().Lookasides[0].Limit);
        }

        Turn(list, blocks: 19);
        Assert.Equal(20, list.HeldCount);
        _pools.AdjustLookasideLists();
        int[] shrinking = [10, 5, 4, 4];
        foreach (int depth in shrinking)
        {
            Assert.Equal(depth, list.Depth);
            Assert.Equal(depth, list.HeldCount);
            _pools.AdjustLookasideLists();
        }

        list.Dispose();
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void An_exhausted_pool_is_answered_as_the_flags_say()
    {
        nuint all = _pools.Allocate(PoolFlags.Paged, 1024 * 4096, "All ");
        using LookasideList<TMachine> asks = Create(PoolFlags.Paged, 100);
        using LookasideList<TMachine> insists = Create(PoolFlags.Paged | PoolFlags.RaiseOnFailure, 100);
        Assert.Equal((nuint)0, asks.Allocate());
        Assert.Throws<PoolException>(() => insists.Allocate());
        _pools.Free(all);
        asks.Free(asks.Allocate());
        insists.Free(insists.Allocate());
        Assert.Equal((2u, 2u, 1u, 0u), Totals(asks));
        Assert.Equal((2u, 2u, 1u, 0u), Totals(insists));
    }

    private static (uint Allocates, uint AllocateMisses, uint Frees, uint FreeMisses) Totals(
        LookasideList<TMachine> list) =>
        (list.TotalAllocates, list.AllocateMisses, list.TotalFrees, list.FreeMisses);

    private static void Turn(LookasideList<TMachine> list, int blocks)
    {
        List<nuint> living = [.. Enumerable.Range(0, blocks).Select(_ => list.Allocate())];
        Assert.DoesNotContain((nuint)0, living);
        living.ForEach(list.Free);
    }

    private LookasideList<TMachine> Create(PoolFlags flags, int byteCount) =>
        _pools.CreateLookasideList(flags, (nuint)byteCount, Tag);
}
