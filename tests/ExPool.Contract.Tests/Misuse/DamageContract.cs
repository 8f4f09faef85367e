using System;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Misuse;

/// <summary>
/// Damage in pool memory: each stops with NT's code and parameters, the stop is final, and nobody waits for
/// ever.
/// </summary>
public abstract class DamageContract<TMachine> : MachineContract<TMachine>
    where TMachine : struct, IMachine
{
    // Not in any pool, whole or as the 32 bits that fit a short link.
    private const ulong Wild = 0x0000_5EAD_0BAD_0000;

    private static int Cell => DamageScene<TMachine>.Cell;

    [Theory]
    [InlineData(PoolKind.NonPaged, 0x00)]
    [InlineData(PoolKind.Paged, 0x00)]
    [InlineData(PoolKind.NonPaged, 0xFF)]
    [InlineData(PoolKind.Paged, 0xFF)]
    public void A_write_of_one_byte_past_a_block_stops_its_free_with_19_20(PoolKind kind, byte value)
    {
        using DamageScene<TMachine> scene = NewScene(kind);
        scene.StartSecondThread();
        nuint block = scene.Blocks[3];
        nuint next = DamageScene<TMachine>.Header(scene.Blocks[4]);
        nuint past = block + (nuint)Sizes.Payload(Cell);
        Assert.Equal(next, past);
        scene.Memory.Write(past, value);

        scene.AssertStops(
            Header(0x20, DamageScene<TMachine>.Header(block), next, 0, block),
            () => scene.Free(block));
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_size_became_zero_stops_its_free_with_19_8(PoolKind kind) =>
        AssertHeaderDamage(kind, HeaderField.Units, 0, block => Header(8, 0, 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_size_reaches_past_its_page_stops_its_free_with_19_9(PoolKind kind) =>
        AssertHeaderDamage(kind, HeaderField.Units, uint.MaxValue, block => Header(9, block, 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_pool_index_changed_stops_its_free_with_19_7(PoolKind kind) =>
        AssertHeaderDamage(kind, HeaderField.PoolIndex, 0x40, block => Header(7, 0, 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_pool_type_is_none_stops_its_free_with_19_7(PoolKind kind) =>
        AssertHeaderDamage(kind, HeaderField.PoolType, 0x7F, block => Header(7, 0, 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_pool_type_is_the_other_pools_stops_its_free_with_19_7(PoolKind kind)
    {
        uint other = kind == PoolKind.Paged ? 2u : 3u;
        AssertHeaderDamage(kind, HeaderField.PoolType, other, block => Header(7, 0, 0, block, block));
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_previous_size_changed_stops_its_free_with_19_5(PoolKind kind) =>
        AssertHeaderDamage(
            kind, HeaderField.PreviousUnits, (uint)Cell - 1,
            block => Header(5, block, 0, BlockBefore(block, Cell - 1), block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_previous_size_reaches_before_its_page_stops_its_free_with_19_6(PoolKind kind) =>
        AssertHeaderDamage(
            kind, HeaderField.PreviousUnits, uint.MaxValue,
            block => Header(6, BlockBefore(block, Sizes.MostUnits), 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged, HeaderField.Units, 3)]       // another size
    [InlineData(PoolKind.Paged, HeaderField.Units, 3)]
    [InlineData(PoolKind.NonPaged, HeaderField.Units, 0)]
    [InlineData(PoolKind.Paged, HeaderField.Units, 0)]
    [InlineData(PoolKind.NonPaged, HeaderField.PoolType, 2)]    // it says that it is allocated
    [InlineData(PoolKind.Paged, HeaderField.PoolType, 3)]
    public void A_free_block_whose_header_was_changed_stops_the_next_allocation_with_19_D(
        PoolKind kind, HeaderField field, uint value)
    {
        using DamageScene<TMachine> scene = FreeThree(kind);
        nuint block = DamageScene<TMachine>.Header(scene.Blocks[6]);
        Damage(scene, block, field, value);
        scene.AssertStops(Header(0xD, block, 0, 0, block), () => scene.Allocate(Cell));
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_free_block_whose_size_was_changed_stops_the_free_of_its_neighbour_with_19_D(PoolKind kind)
    {
        using DamageScene<TMachine> scene = FreeThree(kind);
        // In the middle of its list, so that both of its links are good.
        nuint block = DamageScene<TMachine>.Header(scene.Blocks[4]);
        Damage(scene, block, HeaderField.Units, (uint)Cell + 2);
        scene.AssertStops(Header(0xD, block, 0, 0, block), () => scene.Free(scene.Blocks[3]));
    }

    [Theory]
    [EveryDamagedLink]
    public void A_damaged_forward_link_stops_the_allocation_that_follows_it_with_19_3(
        PoolKind kind, DamagedLink link)
    {
        using DamageScene<TMachine> scene = FreeThree(kind);
        BugCheck expected = DamageForward(scene, link);
        scene.AssertStops(expected, () => scene.Allocate(Cell));
    }

    [Theory]
    [EveryDamagedLink]
    public void A_damaged_forward_link_stops_the_free_of_a_neighbour_with_19_3(
        PoolKind kind, DamagedLink link)
    {
        using DamageScene<TMachine> scene = FreeThree(kind);
        BugCheck expected = DamageForward(scene, link);
        scene.AssertStops(expected, () => scene.Free(scene.Blocks[5]));
    }

    [Theory]
    [EveryDamagedLink]
    public void A_damaged_backward_link_stops_the_allocation_that_follows_it_with_19_3(
        PoolKind kind, DamagedLink link)
    {
        using DamageScene<TMachine> scene = FreeThree(kind);
        BugCheck expected = DamageBackward(scene, link);
        scene.AssertStops(expected, () => scene.Allocate(Cell));
    }

    [Theory]
    [EveryDamagedLink]
    public void A_damaged_backward_link_stops_the_free_of_a_neighbour_with_19_3(
        PoolKind kind, DamagedLink link)
    {
        using DamageScene<TMachine> scene = FreeThree(kind);
        BugCheck expected = DamageBackward(scene, link);
        scene.AssertStops(expected, () => scene.Free(scene.Blocks[5]));
    }

    /// <summary>Whether blocks go through look-aside lists, which are emptied after each free.</summary>
    protected virtual bool HasLists => false;

    private DamageScene<TMachine> NewScene(PoolKind kind) =>
        new(Boot(DamageScene<TMachine>.Options(HasLists)), kind, HasLists, SupportsThreads);

    /// <summary>
    /// Three blocks are free and no two of them neighbours: head, 6, 4, 2. Block 8 is split, so that the list
    /// of four units holds its front.
    /// </summary>
    private DamageScene<TMachine> FreeThree(PoolKind kind)
    {
        DamageScene<TMachine> scene = NewScene(kind);
        scene.Free(scene.Blocks[8]);
        _ = scene.Allocate(Cell - 4);
        scene.Free(scene.Blocks[2]);
        scene.Free(scene.Blocks[4]);
        scene.Free(scene.Blocks[6]);
        scene.StartSecondThread();
        return scene;
    }

    /// <summary>Damages the first entry's Flink; answers what the list reads back.</summary>
    private static BugCheck DamageForward(DamageScene<TMachine> scene, DamagedLink link)
    {
        nuint entry = scene.Blocks[6];
        nuint value = ValueOf(scene, link);
        scene.Memory.WritePointer(entry, value);
        nuint block = DamageScene<TMachine>.Header(entry);
        return link == DamagedLink.OtherListEntry
            ? Header(3, entry, scene.ListHead(4), entry, block) with { Address = entry }
            : Header(3, entry, value, scene.ListHead(Cell), block) with { Address = entry };
    }

    /// <summary>Damages the first entry's Blink; answers what the list reads back.</summary>
    private static BugCheck DamageBackward(DamageScene<TMachine> scene, DamagedLink link)
    {
        nuint entry = scene.Blocks[6];
        nuint value = ValueOf(scene, link);
        scene.Memory.WritePointer(entry + (nuint)TMachine.PointerByteCount, value);
        nuint block = DamageScene<TMachine>.Header(entry);
        return link == DamagedLink.OtherListEntry
            ? Header(3, entry, entry, scene.ListHead(4), block) with { Address = entry }
            : Header(3, entry, scene.Blocks[4], value, block) with { Address = entry };
    }

    /// <summary>As much of the value as fits a link.</summary>
    private static nuint ValueOf(DamageScene<TMachine> scene, DamagedLink link) => link switch
    {
        DamagedLink.Wild => TMachine.PointerByteCount == 8 ? unchecked((nuint)Wild) : unchecked((uint)Wild),
        DamagedLink.Null => 0,
        DamagedLink.Misaligned => scene.Blocks[4] + (nuint)(Sizes.UnitByteCount / 2),
        DamagedLink.Foreign => scene.Pools.DebuggerData,
        DamagedLink.OtherListHead => scene.ListHead(4),
        _ => scene.Blocks[8],
    };

    private void AssertHeaderDamage(
        PoolKind kind, HeaderField field, uint value, Func<nuint, BugCheck> expect)
    {
        using DamageScene<TMachine> scene = NewScene(kind);
        scene.StartSecondThread();
        nuint payload = scene.Blocks[3];
        nuint block = DamageScene<TMachine>.Header(payload);
        Damage(scene, block, field, value);
        scene.AssertStops(expect(block), () => scene.Free(payload));
    }

    private static void Damage(DamageScene<TMachine> scene, nuint block, HeaderField field, uint value) =>
        _ = new RawHeader<TMachine>(scene.Memory, block) { [field] = value };

    private static nuint BlockBefore(nuint block, int units) =>
        block - (nuint)(units * Sizes.UnitByteCount);

    private static BugCheck Header(ulong why, ulong p2, ulong p3, ulong p4, nuint address) =>
        new(BugCheckCode.BadPoolHeader, why, p2, p3, p4, "Cell", address);
}
