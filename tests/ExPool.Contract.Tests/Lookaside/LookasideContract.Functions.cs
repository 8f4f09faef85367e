using System;
using System.Collections.Generic;
using ExPool.Contract.Tests.Support;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Lookaside;

// Functions of the program, as LOOKASIDE_LIST_EX has them.
public abstract partial class LookasideContract<TMachine>
{
    [Fact]
    public void The_programs_functions_are_called_where_the_pool_would_be()
    {
        List<string> calls = [];
        object context = new();
        using LookasideList<TMachine> list = _pools.CreateLookasideList(
            PoolFlags.Paged, 300, Tag, Make, Take, context, maximumDepth: 4);
        List<nuint> blocks = [];
        for (int count = 0; count < 6; count++)
        {
            blocks.Add(list.Allocate());
        }

        blocks.ForEach(list.Free);
        Assert.Equal(8, calls.Count);
        Assert.Equal($"make Paged 300 {Tag}", calls[0]);
        Assert.Equal($"take {blocks[5]}", calls[7]);
        Assert.Equal(blocks[3], list.Allocate());
        Assert.Equal(8, calls.Count);
        list.Free(blocks[3]);
        list.Dispose();
        Assert.Equal(12, calls.Count);
        PoolAssert.IsEmpty(_pools);

        nuint Make(PoolFlags flags, nuint byteCount, PoolTag tag, LookasideList<TMachine> caller)
        {
            Assert.Same(context, caller.Context);
            calls.Add($"make {flags} {byteCount} {tag}");
            return _pools.Allocate(flags, byteCount, tag);
        }

        void Take(nuint address, LookasideList<TMachine> caller)
        {
            Assert.Same(context, caller.Context);
            calls.Add($"take {address}");
            _pools.Free(address, caller.Tag);
        }
    }

    [Fact]
    public void A_function_may_use_the_list_and_the_pools_since_no_lock_is_held()
    {
        int depth = 0;
        using LookasideList<TMachine> list = _pools.CreateLookasideList(PoolFlags.NonPaged, 100, Tag, Make, Take);
        nuint block = list.Allocate();
        Assert.NotEqual((nuint)0, block);
        list.Free(block);
        list.Flush();
        PoolAssert.IsEmpty(_pools);

        nuint Make(PoolFlags flags, nuint byteCount, PoolTag tag, LookasideList<TMachine> caller)
        {
            if (depth++ < 3)
            {
                caller.Free(caller.Allocate());
            }

            return _pools.Allocate(flags, byteCount, tag);
        }

        void Take(nuint address, LookasideList<TMachine> caller)
        {
            PoolSnapshot snapshot = _pools.Capture();
            Assert.Single(snapshot.Lookasides);
            _pools.Free(address, caller.Tag);
        }
    }

    [Fact]
    public void A_block_that_is_not_the_pools_is_never_kept()
    {
        // Nobody touches what the program's own function made: nothing need be there.
        const nuint Made = 0x7777_0000;
        int living = 0;
        using LookasideList<TMachine> list = _pools.CreateLookasideList(
            PoolFlags.Paged,
            64,
            Tag,
            (_, _, _, _) => Made + (nuint)(living++ * 64),
            (address, _) => Assert.Equal(Made + (nuint)(--living * 64), address));
        for (int round = 0; round < 10; round++)
        {
            list.Free(list.Allocate());
            Assert.Equal(0, living);
        }

        Assert.Equal(0, list.HeldCount);
        Assert.Equal((10u, 10u, 10u, 10u), Totals(list));
    }

    [Fact]
    public void A_function_that_has_no_memory_answers_for_the_list()
    {
        using LookasideList<TMachine> list = _pools.CreateLookasideList(
            PoolFlags.Paged, 64, Tag, (_, _, _, _) => 0, free: null);
        Assert.Equal((nuint)0, list.Allocate());
        Assert.Equal((1u, 1u, 0u, 0u), Totals(list));
    }

    [Fact]
    public void A_list_that_cannot_give_a_block_back_goes_on_when_it_is_disposed_again()
    {
        bool refuses = true;
        LookasideList<TMachine> list = _pools.CreateLookasideList(PoolFlags.Paged, 64, Tag, null, Take);
        nuint[] blocks = [list.Allocate(), list.Allocate()];
        Array.ForEach(blocks, list.Free);
        Assert.Throws<InvalidOperationException>(list.Dispose);
        refuses = false;
        list.Dispose();
        Assert.Empty(_pools.Capture().Lookasides);
        Assert.Equal(1ul, PoolAssert.Counters(_pools.Capture(), Tag, PoolKind.Paged).Outstanding);
        _pools.Free(blocks[1]);
        PoolAssert.IsEmpty(_pools);

        void Take(nuint address, LookasideList<TMachine> caller)
        {
            if (refuses)
            {
                throw new InvalidOperationException("Not now.");
            }

            _pools.Free(address, caller.Tag);
        }
    }
}
