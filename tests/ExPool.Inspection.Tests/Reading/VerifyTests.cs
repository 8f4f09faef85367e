using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Reading;

/// <summary>Each planted damage is found, by its kind and address, and is not told of a hundred times.</summary>
public sealed class VerifyTests
{
    private const ulong NonPaged = SyntheticImage.NonPaged;
    private const ulong Record = SyntheticImage.Tables + 0x100;
    private const ulong Descriptor = SyntheticImage.NonPagedDescriptors;

    private static readonly Dictionary<string, (Action<SyntheticImage>, ulong Kind, ulong Address)> s_damages = new()
    {
        ["overrun into the next header's first byte"] = (i => i.U8(NonPaged + 0x48, 0x41), 5, NonPaged + 0x48),
        ["block size zero"] = (i => i.U8(NonPaged + 0xEA, 0), 8, NonPaged + 0xE8),
        ["block size past the page"] = (i => i.U8(NonPaged + 0xEA, 250), 9, NonPaged + 0xE8),
        ["first header with a previous size"] = (i => i.U8(NonPaged + 8, 3), 5, NonPaged + 8),
        ["wrong pool index of an allocated block"] = (i => i.U8(NonPaged + 9, 1), 7, NonPaged + 8),
        ["wrong pool type"] = (i => i.U8(NonPaged + 11, 3), 7, NonPaged + 8),
        ["allocated block marked free in its tag"] = (i => i.U8(NonPaged + 15, 0xE1), 0xD, NonPaged + 8),
        ["free block with an owner's type"] = (i => i.U8(NonPaged + 0x4B, 2), 3, NonPaged + 0x50),
        ["free block with an owner's tag"] = (i => i.U8(NonPaged + 0x4F, 0), 0xD, NonPaged + 0x48),
        ["two free neighbours"] = (i => i.U64(NonPaged + 0xE8, 0x8000_0000_0006_000A), 5, NonPaged + 0xE8),
        ["no tag"] = (i => i.U32(NonPaged + 12, 0), 7, NonPaged + 8),
        ["forward link out of the pool"] = (i => i.U64(NonPaged + 0x50, 0x1234), 3, NonPaged + 0x50),
        ["backward link"] = (i => i.U64(NonPaged + 0x58, NonPaged + 0x60), 3, NonPaged + 0x50),
        ["head's backward link"] =
            (i => i.U64(SyntheticImage.Head(Descriptor, 10) + 8, 0), 3, SyntheticImage.Head(Descriptor, 10)),
        ["list bit clear"] = (i => i.U64(Descriptor + 0x40, 0), 3, SyntheticImage.Head(Descriptor, 10)),
        ["free block on no list"] = (Unlist, 3, NonPaged + 0x50),
        ["block on the list of another size"] = (MoveToOtherList, 3, NonPaged + 0x50),
        ["allocated block on a list"] = (ListAllocated, 3, NonPaged + 0x10),
        ["list that runs in a circle"] = (i => i.U64(NonPaged + 0x50, NonPaged + 0x50), 3, NonPaged + 0x50),
        ["page state that is none"] = (i => i.U8(SyntheticImage.NonPagedStates + 6, 0x33), 0xA, NonPaged + 0x6000),
        ["page of a descriptor that is none"] = (i => i.U8(SyntheticImage.NonPagedStates, 0x81), 0xA, NonPaged),
        ["large block without first page"] = (i => i.U8(SyntheticImage.NonPagedStates + 1, 2), 0xA, NonPaged + 0x1000),
        ["large block of another length"] = (i => i.U32(SyntheticImage.NonPagedRuns + 0x18, 5), 0xA, NonPaged + 0x1000),
        ["large block of no length"] = (i => i.U32(SyntheticImage.NonPagedRuns + 0x18, 0), 0xA, NonPaged + 0x1000),
        ["large block without a tag"] = (i => i.U32(SyntheticImage.NonPagedRuns + 0x10, 0), 0x22, NonPaged + 0x1000),
        ["large block marked as kept"] =
            (i => i.U32(SyntheticImage.NonPagedRuns + 0x10, 0x8000_0000), 0xD, NonPaged + 0x1000),
        ["free run of another length"] = (i => i.U32(SyntheticImage.NonPagedRuns + 0x68, 5), 0xA, NonPaged + 0x6000),
        ["free run in no bin"] =
            (i => Clear(i, SyntheticImage.Tables + 0x1C4, SyntheticImage.Tables + 0x180), 3, Record),
        ["bin bit clear"] = (i => i.U64(SyntheticImage.Tables + 0x180, 0), 3, Record),
        ["bin that holds a page in use"] =
            (i => i.U32(SyntheticImage.Tables + 0x1C4, 2), 3, Record),
        ["cached page that is none"] = (i => i.U32(SyntheticImage.Tables + 0x4C0, 7), 3, Record),
        ["cached page past the pool"] = (i => i.U32(SyntheticImage.Tables + 0x4C0, 77), 3, Record),
        ["cached page on no list"] = (i => i.U32(SyntheticImage.Tables + 0x4B0, 0), 0, Record),
        ["pages given back"] = (i => i.U64(SyntheticImage.Tables + 0x4A8, 2), 0, Record),
        ["run given back, pages not"] =
            (i => i.U32(SyntheticImage.NonPagedRuns + 0x6C, 0x8000_0005), 0, NonPaged + 0x6000),
        ["pages in use"] = (i => i.U64(SyntheticImage.Tables + 0x120, 3), 0, Record),
        ["TotalPages"] = (i => i.U64(Descriptor + 0x20, 3), 0, Descriptor),
        ["TotalBytes"] = (i => i.U64(Descriptor + 0x30, 16), 0, Descriptor),
        ["TotalBigPages"] = (i => i.U64(Descriptor + 0x28, 1), 0, Descriptor),
        ["RunningAllocs"] = (i => i.U64(Descriptor + 0x10, 11), 0, Descriptor),
        ["descriptor's number"] = (i => i.U32(Descriptor + 4, 3), 0, Descriptor),
        ["tag's bytes"] = (i => i.U64(SyntheticImage.FirstChunk + 16, 336), 0, Record),
    };

    public static TheoryData<string> Damages => [.. s_damages.Keys];

    [Fact]
    public void A_sound_image_has_no_finding()
    {
        Assert.Empty(new SyntheticImage().OpenReader().Verify());
        Assert.Empty(new SyntheticImage().OpenReader().Verify(live: true));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_planted_damage_is_found_with_kind_and_address(string name)
    {
        (Action<SyntheticImage> plant, ulong kind, ulong address) = s_damages[name];
        SyntheticImage image = new();
        plant(image);

        List<PoolFinding> findings = [.. image.OpenReader().Verify()];

        Assert.Contains(findings, finding => finding.Kind == kind && finding.Address == address);
        Assert.All(findings, static finding => Assert.Equal(BugCheckCode.BadPoolHeader, finding.Code));
        Assert.All(findings, static finding => Assert.Equal(PoolKind.NonPaged, finding.Pool));
        Assert.InRange(findings.Count, 1, 3);
    }

    [Fact]
    public void An_overrun_names_the_tag_of_the_block_before()
    {
        SyntheticImage image = new();
        image.U8(NonPaged + 0x48, 0x41);

        PoolFinding finding = image.OpenReader().Verify().First();

        Assert.Equal("Aaaa", finding.Tag.ToString());
        Assert.Contains("65", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_in_a_resting_pool_is_found_live_too()
    {
        SyntheticImage image = new();
        image.U8(NonPaged + 0xEA, 0);

        Assert.Contains(image.OpenReader().Verify(live: true), static finding => finding.Kind == 8);
    }

    [Fact]
    public void Live_nothing_is_told_that_a_change_may_explain()
    {
        // The list's bit is wrong at every look, but a change is being made all the time.
        SyntheticImage image = new();
        image.U64(Descriptor + 0x40, 0);
        uint count = 0;
        image.Space.BeforeRead = () => image.U32(Descriptor + 0x0C, count++);

        Assert.Empty(image.OpenReader().Verify(live: true));
    }

    [Fact]
    public void Live_free_pages_on_their_way_back_to_the_system_are_no_damage()
    {
        // The last two pages of the free run are in no run while the system takes their memory.
        SyntheticImage image = new();
        image.U8(SyntheticImage.NonPagedStates + 14, 3);
        image.U8(SyntheticImage.NonPagedStates + 15, 3);
        image.U32(SyntheticImage.NonPagedRuns + 0x68, 8);
        image.U32(SyntheticImage.NonPagedRuns + 0xD8, 8);
        image.U64(SyntheticImage.Tables + 0x180, 1UL << 7);
        image.U32(SyntheticImage.Tables + 0x1C4, 0);
        image.U32(SyntheticImage.Tables + 0x1BC, 7);

        Assert.Empty(image.OpenReader().Verify(live: true));
        Assert.NotEmpty(image.OpenReader().Verify(live: false));
    }

    [Fact]
    public void Live_a_page_on_its_way_to_the_descriptor_is_no_damage()
    {
        // The state of page 6 says small blocks; the descriptor has not counted nor filled it yet.
        SyntheticImage image = new();
        image.U8(SyntheticImage.NonPagedStates + 6, 0x80);
        image.U32(SyntheticImage.NonPagedRuns + 0x78, 9);
        image.U32(SyntheticImage.NonPagedRuns + 0xF8, 9);
        image.U64(SyntheticImage.Tables + 0x180, 1UL << 8);
        image.U32(SyntheticImage.Tables + 0x1C4, 0);
        image.U32(SyntheticImage.Tables + 0x1C0, 8);
        image.U64(SyntheticImage.Tables + 0x120, 6);

        Assert.Empty(image.OpenReader().Verify(live: true));
        Assert.NotEmpty(image.OpenReader().Verify(live: false));
    }

    private static void Clear(SyntheticImage image, ulong half, ulong word)
    {
        image.U32(half, 0);
        image.U64(word, 0);
    }

    private static void Unlist(SyntheticImage image)
    {
        ulong head = SyntheticImage.Head(Descriptor, 10);
        image.U64(head, head);
        image.U64(head + 8, head);
        image.U64(Descriptor + 0x40, 0);
    }

    private static void MoveToOtherList(SyntheticImage image)
    {
        Unlist(image);
        PutOnList(image, 12, NonPaged + 0x50);
    }

    private static void ListAllocated(SyntheticImage image) => PutOnList(image, 4, NonPaged + 0x10);

    private static void PutOnList(SyntheticImage image, int units, ulong links)
    {
        ulong head = SyntheticImage.Head(Descriptor, units);
        image.U64(head, links);
        image.U64(head + 8, links);
        image.U64(links, head);
        image.U64(links + 8, head);
        image.U64(Descriptor + 0x40, image.U64(Descriptor + 0x40) | (1UL << (units - 1)));
    }
}
