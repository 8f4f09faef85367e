using ExPool.Ke;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Misuse;

/// <summary>
/// Damage in pool memory: each stops with NT's code and parameters, the stop is final, and nobody waits for
/// ever.
/// </summary>
public abstract unsafe class DamageContract<TMachine>
    where TMachine : struct, IMachine
{
    private const ulong Wild = 0x0000_5EAD_BEEF_0000;

    private static int Cell => DamageScene<TMachine>.Cell;

    [Theory]
    [InlineData(PoolKind.NonPaged, 0x00)]
    [InlineData(PoolKind.Paged, 0x00)]
    [InlineData(PoolKind.NonPaged, 0xFF)]
    [InlineData(PoolKind.Paged, 0xFF)]
    public void A_write_of_one_byte_past_a_block_stops_its_free_with_19_20(PoolKind kind, byte value)
    {
        using DamageScene<TMachine> scene = new(CreateMachine(), kind, HasLists);
        scene.StartSecondThread();
        nuint block = scene.Blocks[3];
        nuint next = DamageScene<TMachine>.Header(scene.Blocks[4]);
        byte* past = (byte*)block + DamageScene<TMachine>.Sizes.Payload(Cell);
        Assert.Equal(next, (nuint)past);
        *past = value;

        scene.AssertStops(
            Header(0x20, DamageScene<TMachine>.Header(block), next, 0, block),
            () => scene.Free(block));
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_size_became_zero_stops_its_free_with_19_8(PoolKind kind) =>
        AssertHeaderDamage(kind, offset: 2, value: 0, block => Header(8, 0, 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_size_reaches_past_its_page_stops_its_free_with_19_9(PoolKind kind) =>
        AssertHeaderDamage(kind, offset: 2, value: 0xFF, block => Header(9, block, 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_pool_index_changed_stops_its_free_with_19_7(PoolKind kind) =>
        AssertHeaderDamage(kind, offset: 1, value: 0x40, block => Header(7, 0, 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_pool_type_is_none_stops_its_free_with_19_7(PoolKind kind) =>
        AssertHeaderDamage(kind, offset: 3, value: 0x7F, block => Header(7, 0, 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_pool_type_is_the_other_pools_stops_its_free_with_19_7(PoolKind kind)
    {
        byte other = (byte)(kind == PoolKind.Paged ? 2 : 3);
        AssertHeaderDamage(kind, offset: 3, other, block => Header(7, 0, 0, block, block));
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_previous_size_changed_stops_its_free_with_19_5(PoolKind kind) =>
        AssertHeaderDamage(
            kind, offset: 0, value: (byte)(Cell - 1),
            block => Header(5, block, 0, BlockBefore(block, Cell - 1), block));

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_block_whose_previous_size_reaches_before_its_page_stops_its_free_with_19_6(PoolKind kind) =>
        AssertHeaderDamage(
            kind, offset: 0, value: 0xFF, block => Header(6, BlockBefore(block, 0xFF), 0, block, block));

    [Theory]
    [InlineData(PoolKind.NonPaged, 2, 3)]       // another size
    [InlineData(PoolKind.Paged, 2, 3)]
    [InlineData(PoolKind.NonPaged, 2, 0)]
    [InlineData(PoolKind.Paged, 2, 0)]
    [InlineData(PoolKind.NonPaged, 3, 2)]       // it says that it is allocated
    [InlineData(PoolKind.Paged, 3, 3)]
    public void A_free_block_whose_header_was_changed_stops_the_next_allocation_with_19_D(
        PoolKind kind, int offset, byte value)
    {
        using DamageScene<TMachine> scene = FreeThree(kind);
        nuint block = DamageScene<TMachine>.Header(scene.Blocks[6]);
        *((byte*)block + offset) = value;
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
        *((byte*)block + 2) = (byte)(Cell + 2);
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

    protected abstract TMachine CreateMachine();

    /// <summary>Whether blocks go through look-aside lists, which are emptied after each free.</summary>
    protected virtual bool HasLists => false;

    /// <summary>
    /// Three blocks are free and no two of them neighbours: head, 6, 4, 2. Block 8 is split, so that the list
    /// of four units holds its front.
    /// </summary>
    private DamageScene<TMachine> FreeThree(PoolKind kind)
    {
        DamageScene<TMachine> scene = new(CreateMachine(), kind, HasLists);
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
        ulong value = ValueOf(scene, link);
        ((ulong*)entry)[0] = value;
        nuint block = DamageScene<TMachine>.Header(entry);
        return link == DamagedLink.OtherListEntry
            ? Header(3, entry, scene.ListHead(4), entry, block) with { Address = entry }
            : Header(3, entry, value, scene.ListHead(Cell), block) with { Address = entry };
    }

    /// <summary>Damages the first entry's Blink; answers what the list reads back.</summary>
    private static BugCheck DamageBackward(DamageScene<TMachine> scene, DamagedLink link)
    {
        nuint entry = scene.Blocks[6];
        ulong value = ValueOf(scene, link);
        ((ulong*)entry)[1] = value;
        nuint block = DamageScene<TMachine>.Header(entry);
        return link == DamagedLink.OtherListEntry
            ? Header(3, entry, entry, scene.ListHead(4), block) with { Address = entry }
            : Header(3, entry, scene.Blocks[4], value, block) with { Address = entry };
    }

    private static ulong ValueOf(DamageScene<TMachine> scene, DamagedLink link) => link switch
    {
        DamagedLink.Wild => Wild,
        DamagedLink.Null => 0,
        DamagedLink.Misaligned => scene.Blocks[4] + 8,
        DamagedLink.Foreign => scene.Pools.DebuggerData,
        DamagedLink.OtherListHead => scene.ListHead(4),
        _ => scene.Blocks[8],
    };

    private void AssertHeaderDamage(
        PoolKind kind, int offset, byte value, System.Func<nuint, BugCheck> expect)
    {
        using DamageScene<TMachine> scene = new(CreateMachine(), kind, HasLists);
        scene.StartSecondThread();
        nuint payload = scene.Blocks[3];
        nuint block = DamageScene<TMachine>.Header(payload);
        *((byte*)block + offset) = value;
        scene.AssertStops(expect(block), () => scene.Free(payload));
    }

    private static nuint BlockBefore(nuint block, int units) =>
        block - (nuint)(units * DamageScene<TMachine>.Sizes.UnitByteCount);

    private static BugCheck Header(ulong why, ulong p2, ulong p3, ulong p4, nuint address) =>
        new(BugCheckCode.BadPoolHeader, why, p2, p3, p4, "Cell", address);
}
