using System;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Lookaside;

// Misuse: a mistake changes nothing, damage ends the pools.
public abstract partial class LookasideContract<TMachine>
{
    // In the payload of a block that is kept: the link, then from here the mark.
    private const int MarkOffset = 8;

    private MachineMemory<TMachine> Memory => _pools.Memory();

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    public void A_block_that_is_freed_to_its_list_twice_stops_with_C2_7(int byteCount)
    {
        using LookasideList<TMachine> list = Create(PoolFlags.Paged, byteCount);
        nuint other = list.Allocate();
        nuint block = list.Allocate();
        list.Free(block);
        list.Free(other);
        BugCheckException stop = Assert.Throws<BugCheckException>(() => list.Free(block));
        Assert.Equal(7ul, stop.Stop.Parameter1);
        Assert.Equal(block, stop.Stop.Address);
        Assert.Equal((2u, 2u, 2u, 0u), Totals(list));
        list.Dispose();
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void What_is_no_block_of_the_list_is_judged_by_the_pool_and_not_counted()
    {
        using LookasideList<TMachine> list = Create(PoolFlags.Paged, 100);
        nuint strange = _pools.Allocate(PoolFlags.Paged, 100, "Othr");
        nuint mine = list.Allocate();
        AssertStops(0x0A, () => list.Free(strange));
        AssertStops(0x46, () => list.Free(0));
        AssertStops(0x46, () => list.Free(mine + (nuint)(Sizes.UnitByteCount / 2)));
        AssertStops(0x99, () => list.Free(mine + (nuint)Sizes.UnitByteCount));
        AssertStops(0x42, () => list.Free(_pools.DebuggerData));
        Assert.Equal((1u, 1u, 0u, 0u), Totals(list));
        list.Free(mine);
        Assert.Equal(1, list.HeldCount);
        _pools.Free(strange, "Othr");
    }

    [Fact]
    public void A_block_of_another_size_or_pool_goes_to_the_pool()
    {
        using LookasideList<TMachine> list = Create(PoolFlags.Paged, 100);
        list.Free(_pools.Allocate(PoolFlags.Paged, 1000, Tag));
        list.Free(_pools.Allocate(PoolFlags.NonPaged, 100, Tag));
        list.Free(_pools.Allocate(PoolFlags.Paged, 9000, Tag));
        Assert.Equal(0, list.HeldCount);
        Assert.Equal((0u, 0u, 3u, 3u), Totals(list));
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void An_aligned_list_keeps_no_block_that_is_not_aligned()
    {
        using LookasideList<TMachine> list = Create(PoolFlags.Paged | PoolFlags.CacheAligned, 64);
        nuint[] blocks = [.. Enumerable.Range(0, 8).Select(_ => _pools.Allocate(PoolFlags.Paged, 64, Tag))];
        Assert.Contains(blocks, block => block % 64 != 0);
        int aligned = blocks.Count(block => block % 64 == 0);
        Array.ForEach(blocks, list.Free);
        Assert.Equal(Math.Min(aligned, 4), list.HeldCount);
    }

    [Fact]
    public void A_list_of_paged_pool_is_not_served_at_dispatch()
    {
        using LookasideList<TMachine> list = Create(PoolFlags.Paged, 100);
        using LookasideList<TMachine> nonPaged = Create(PoolFlags.NonPaged, 100);
        nuint block = list.Allocate();
        TMachine machine = _pools.Machine;
        Irql before = machine.RaiseIrql(Irql.Dispatch);
        try
        {
            PoolAssert.Stops(
                new BugCheck(BugCheckCode.BadPoolCaller, 8, (ulong)Irql.Dispatch, 1, 100, Tag, 0),
                () => list.Allocate());
            PoolAssert.Stops(
                new BugCheck(BugCheckCode.BadPoolCaller, 9, (ulong)Irql.Dispatch, 1, block, Tag, block),
                () => list.Free(block));
            nonPaged.Free(nonPaged.Allocate());
            nonPaged.Free(nonPaged.Allocate());
            Assert.Equal(Irql.Dispatch, machine.CurrentIrql);
        }
        finally
        {
            machine.LowerIrql(before);
        }

        Assert.Equal((1u, 1u, 0u, 0u), Totals(list));
        list.Free(block);
    }

    [Theory]
    [InlineData(100, DamagedBlock.WildLink)]
    [InlineData(100, DamagedBlock.LinkToItself)]
    [InlineData(100, DamagedBlock.LinkToALivingBlock)]
    [InlineData(100, DamagedBlock.LinkIntoTheTables)]
    [InlineData(100, DamagedBlock.Mark)]
    [InlineData(100, DamagedBlock.FreedToThePool)]
    [InlineData(5000, DamagedBlock.WildLink)]
    [InlineData(5000, DamagedBlock.LinkToItself)]
    [InlineData(5000, DamagedBlock.LinkToALivingBlock)]
    [InlineData(5000, DamagedBlock.LinkIntoTheTables)]
    [InlineData(5000, DamagedBlock.Mark)]
    public void A_kept_block_that_was_changed_stops_with_19_3_for_ever(int byteCount, DamagedBlock damage)
    {
        using LookasideList<TMachine> list = Create(PoolFlags.NonPaged, byteCount);
        nuint living = list.Allocate();
        nuint below = list.Allocate();
        nuint top = list.Allocate();
        list.Free(below);
        list.Free(top);
        switch (damage)
        {
            case DamagedBlock.WildLink:
                Memory.WritePointer(top, 0xDEAD_BEEF_DEAD_BEE0);
                break;
            case DamagedBlock.LinkToItself:
                Memory.WritePointer(top, top);
                break;
            case DamagedBlock.LinkToALivingBlock:
                Memory.WritePointer(top, living);
                break;
            case DamagedBlock.LinkIntoTheTables:
                Memory.WritePointer(top, list.Address);
                break;
            case DamagedBlock.Mark:
                Memory.Write(top + MarkOffset, Memory.Read<ulong>(top + MarkOffset) ^ 1);
                break;
            default:
                _pools.Free(top, Tag);
                break;
        }

        BugCheck stop = Assert.Throws<BugCheckException>(() => list.Allocate()).Stop;
        Assert.Equal((BugCheckCode.BadPoolHeader, 3ul), (stop.Code, stop.Parameter1));
        Assert.Equal((top, (PoolTag)Tag), ((nuint)stop.Address, stop.Tag));
        Assert.Equal(stop, Assert.Throws<BugCheckException>(() => list.Free(living)).Stop);
        Assert.Equal(stop, Assert.Throws<BugCheckException>(() => _pools.Allocate(PoolFlags.Paged, 1, "Late")).Stop);
        Assert.Equal(stop, _pools.Capture().Stop);
        Assert.Equal(Irql.Passive, _pools.Machine.CurrentIrql);
        _pools.AdjustLookasideLists();
    }

    [Fact]
    public void A_list_that_a_stray_write_cut_short_stops_with_19_3()
    {
        using LookasideList<TMachine> list = Create(PoolFlags.NonPaged, 100);
        nuint below = list.Allocate();
        nuint top = list.Allocate();
        list.Free(below);
        list.Free(top);
        Memory.WritePointer(top, 0);
        Assert.Equal(top, list.Allocate());
        BugCheck stop = Assert.Throws<BugCheckException>(() => list.Allocate()).Stop;
        Assert.Equal((BugCheckCode.BadPoolHeader, 3ul), (stop.Code, stop.Parameter1));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(0x40)]
    [InlineData(0x7FFF_FFFF_FFFF_FFC0)]
    public void Links_that_lead_out_of_the_tables_are_a_format_error(ulong address)
    {
        using LookasideList<TMachine> list = Create(PoolFlags.Paged, 100);
        nuint first = _pools.DebuggerData + RawRoot<TMachine>.LookasideListsOffset;
        nuint before = Memory.ReadPointer(first);
        Memory.WritePointer(first, address);
        Assert.Throws<SnapshotFormatException>(() => _pools.Capture());
        Memory.WritePointer(first, before);
        nuint count = _pools.DebuggerData + RawRoot<TMachine>.LookasideCountOffset;
        Memory.Write(count, uint.MaxValue);
        Assert.Throws<SnapshotFormatException>(() => _pools.Capture());
        Memory.Write(count, 1u);
        Assert.Single(_pools.Capture().Lookasides);
    }

    private static void AssertStops(ulong kind, Action action)
    {
        BugCheck stop = Assert.Throws<BugCheckException>(action).Stop;
        Assert.Equal((BugCheckCode.BadPoolCaller, kind), (stop.Code, stop.Parameter1));
    }
}
