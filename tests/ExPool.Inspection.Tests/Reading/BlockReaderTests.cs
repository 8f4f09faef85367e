using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Reading;

public sealed class BlockReaderTests
{
    [Fact]
    public void Blocks_come_in_the_order_of_addresses_with_large_and_free_ones()
    {
        IEnumerable<PoolBlockInfo> blocks = new SyntheticImage().OpenReader().EnumerateBlocks(PoolKind.NonPaged);

        Assert.Equal(
            [
                "8 Aaaa 64 Allocated", "48 ---- 160 Free", "E8 Bbbb 96 Allocated", "148 ---- 3760 Free",
                "1000 Bigg 8192 Allocated big",
                "3008 Cccc 32 Allocated", "3028 ---- 16 Free", "3038 Cccc 48 Allocated", "3068 Kept 64 Lookaside",
                "30A8 ---- 3920 Free",
                "4000 Larg 4096 Lookaside big", "5000 ---- 4096 Free big", "6000 ---- 40960 Free big",
            ],
            blocks.Select(Describe));
    }

    [Fact]
    public void Paged_blocks_are_found_by_any_address_in_them()
    {
        PoolReader reader = new SyntheticImage().OpenReader();

        Assert.Equal("Pppp", reader.FindBlock(SyntheticImage.Paged + 0x1010)?.Tag.ToString());
        Assert.Equal("Pppp", reader.FindBlock(SyntheticImage.Paged + 0x1057)?.Tag.ToString());
        Assert.Equal(PoolBlockState.Lookaside, reader.FindBlock(SyntheticImage.Paged + 0x1058)?.State);
        Assert.Equal(PoolBlockState.Free, reader.FindBlock(SyntheticImage.Paged + 0x10B8)?.State);
        PoolBlockInfo large = Assert.IsType<PoolBlockInfo>(reader.FindBlock(SyntheticImage.Paged + 0x4FFF));
        Assert.Equal(SyntheticImage.Paged + 0x2000, large.Address);
        Assert.Equal(0x3000UL, large.ByteCount);
        Assert.Equal("Qqqq", large.Tag.ToString());
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(SyntheticImage.Tables)]
    [InlineData(SyntheticImage.NonPaged - 1)]
    [InlineData(SyntheticImage.NonPaged + (16 * 0x1000))]
    public void An_address_in_no_pool_has_no_block(ulong address)
    {
        PoolReader reader = new SyntheticImage().OpenReader();

        Assert.Null(reader.FindBlock(address));
        Assert.Empty(reader.ReadPage(address));
    }

    [Fact]
    public void A_damaged_page_names_its_header_and_does_not_end_the_walk_of_others()
    {
        SyntheticImage image = new();
        image.U8(SyntheticImage.NonPaged + 0x4A, 0);
        PoolReader reader = image.OpenReader();

        SnapshotFormatException damage = Assert.Throws<SnapshotFormatException>(
            () => reader.ReadPage(SyntheticImage.NonPaged + 0x10));

        Assert.Equal(SyntheticImage.NonPaged + 0x48, damage.Address);
        Assert.Contains("block size 0", damage.Message, StringComparison.Ordinal);
        Assert.Contains(reader.EnumerateBlocks(PoolKind.NonPaged), static block => block.Tag == "Cccc");
    }

    [Fact]
    public void A_page_that_cannot_be_read_says_so()
    {
        SyntheticImage image = new();
        SyntheticAddressSpace tables = new();
        tables.Add(SyntheticImage.Tables, image.Space.At(SyntheticImage.Tables).ToArray());
        PoolReader reader = new(tables, PoolLayout.ExPool, SyntheticImage.Tables);

        SnapshotFormatException damage = Assert.Throws<SnapshotFormatException>(
            () => reader.EnumerateBlocks(PoolKind.NonPaged).Count());

        Assert.Contains("cannot be read", damage.Message, StringComparison.Ordinal);
    }

    private static string Describe(PoolBlockInfo block) =>
        $"{block.Address - SyntheticImage.NonPaged:X} {block.Tag} {block.ByteCount} "
        + $"{block.State}{(block.IsBig ? " big" : "")}";
}
