using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Reading;

/// <summary>Damage in look-aside lists is found at rest and live; what a running list explains is not told.</summary>
public sealed class LookasideVerifyTests
{
    private const ulong List = SyntheticImage.FirstProcessor + 0x140 + (4 * 0x20);
    private const ulong SharedList = SyntheticImage.PagedShared + (6 * 0x40);
    private const ulong Slot = SyntheticImage.Magazines + 0x40;
    private const ulong LargeSlot = SyntheticImage.Magazines + 0x240;
    private const ulong Small = SyntheticImage.KeptSmall;
    private const ulong Large = SyntheticImage.KeptLarge;
    private const ulong NonPaged = SyntheticImage.NonPaged;

    private static readonly Dictionary<string, (Action<SyntheticImage>, ulong Address)> s_damages = new()
    {
        ["slot of no pool"] = (i => i.U64(Slot, 0x1234), List),
        ["slot of the other pool"] = (i => i.U64(Slot, SyntheticImage.Paged + 0x1010), List),
        ["slot of an allocated block"] = (i => i.U64(Slot, NonPaged + 0x10), NonPaged + 0x10),
        ["slot of a free block"] = (i => i.U64(Slot, NonPaged + 0x50), NonPaged + 0x50),
        ["slot inside a unit"] = (i => i.U64(Slot, Small + 4), Small + 4),
        ["slot at a page's start"] = (i => i.U64(Slot, NonPaged), NonPaged),
        ["block marked as allocated"] = (i => i.U8(Small - 1, 0x74), Small),
        ["block of another class"] = (MoveToOtherClass, Small),
        ["block twice"] = (Double, Small),
        ["depth above the slots"] = (i => i.U64(List, Slot + (17 * 8)), List),
        ["more slots than a depth can say"] = (i => i.U32(SyntheticImage.Magazines, 0x1_0000), List),
        ["large slot of a small block"] = (i => i.U64(LargeSlot, NonPaged + 0x10), NonPaged + 0x10),
        ["large slot of an allocated block"] =
            (i => i.U64(LargeSlot, NonPaged + 0x1000), NonPaged + 0x1000),
        ["large slot inside a block"] = (i => i.U64(LargeSlot, Large + 16), Large + 16),
        ["large block marked as allocated"] =
            (i => i.U32(SyntheticImage.NonPagedRuns + 0x40, new PoolTag("Larg").Value), Large),
        ["shared slot of no pool"] = (i => i.U64(SyntheticImage.SharedSlots, 8), SharedList),
        ["shared depth above the slots"] = (i => i.U32(SharedList + 4, 33), SharedList),
        ["shared list of too many slots"] = (i => i.U32(SharedList + 8, uint.MaxValue), SharedList),
    };

    public static TheoryData<string> Damages => [.. s_damages.Keys];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_list_is_found_at_rest_and_live(string name)
    {
        (Action<SyntheticImage> plant, ulong address) = s_damages[name];
        SyntheticImage image = new();
        plant(image);

        foreach (bool isLive in (bool[])[false, true])
        {
            PoolFinding finding = image.OpenReader().Verify(isLive).First();
            Assert.Equal(3UL, finding.Kind);
            Assert.Equal(address, finding.Address);
            Assert.DoesNotContain('\n', finding.Message);
        }
    }

    [Fact]
    public void A_block_that_no_list_holds_is_told_of_only_at_rest()
    {
        SyntheticImage image = new();
        image.U64(List, Slot);

        PoolFinding finding = Assert.Single(image.OpenReader().Verify());

        Assert.Equal(0xDUL, finding.Kind);
        Assert.Equal(Small - 8, finding.Address);
        Assert.Empty(image.OpenReader().Verify(live: true));
    }

    [Theory]
    [InlineData(0x13C)]
    [InlineData(0x1C)]
    public void A_list_that_somebody_is_inside_of_is_not_judged_live(int offset)
    {
        SyntheticImage image = new();
        image.U64(Slot, 0x1234);
        image.U32(SyntheticImage.FirstProcessor + (ulong)offset, 1);

        Assert.Empty(image.OpenReader().Verify(live: true));
        Assert.NotEmpty(image.OpenReader().Verify(live: false));
    }

    [Fact]
    public void A_list_that_moves_all_the_time_is_not_judged_live()
    {
        // Each look finds the slot wrong, and another allocation served.
        SyntheticImage image = new();
        image.U64(Slot, 0x1234);
        ulong served = 0;
        image.Space.BeforeRead = () => image.U64(List + 0x10, ++served);

        Assert.Empty(image.OpenReader().Verify(live: true));
    }

    [Fact]
    public void A_shared_list_whose_lock_is_taken_is_not_judged_live()
    {
        SyntheticImage image = new();
        image.U64(SyntheticImage.SharedSlots, 8);
        image.U32(SharedList, 1);

        Assert.Empty(image.OpenReader().Verify(live: true));
    }

    [Fact]
    public void A_block_charged_to_a_process_is_sound()
    {
        SyntheticImage image = new();
        image.U8(NonPaged + 11, 2 | 8);
        image.U8(Small - 5, 2 | 8);

        Assert.Empty(image.OpenReader().Verify());
    }

    private static void MoveToOtherClass(SyntheticImage image)
    {
        image.U64(List, Slot);
        image.U64(List + 0x20, Slot + 8);
        image.U64(List + 0x20 + 0x8, Slot + 8);
        image.U64(List + 0x20 + 0x18, SyntheticImage.Magazines);
    }

    private static void Double(SyntheticImage image)
    {
        image.U64(List, Slot + 16);
        image.U64(Slot + 8, Small);
    }
}
