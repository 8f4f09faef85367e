using System;
using ExPool.Mm;
using Xunit;
using static ExPool.Mm.PagingMode;

namespace ExPool.Tests.Mm;

/// <summary>Walks through tables written by hand, and through tables that lie.</summary>
public sealed class PageTableWalkerTests
{
    private static readonly PteFormat s_x86 = PteFormat.Of(X86, PteGeneration.Nt4ToServer2003);
    private static readonly PteFormat s_pae = PteFormat.Of(Pae, PteGeneration.VistaSp1To7);
    private static readonly PteFormat s_amd64 = PteFormat.Of(Amd64, PteGeneration.VistaSp1To7);

    [Fact]
    public void Two_levels_lead_to_a_page()
    {
        SparseMemory memory = new SparseMemory(s_x86).Put(0x39808, 0x00045063).Put(0x45AF0, 0x12345863);
        PageTableWalker walker = new(memory, s_x86, 0x39018);   // with cache bits of CR3
        Assert.Equal(
            new Translation(PteState.Valid, 0x12345123, 0x12345863, 0, 0x45AF0), walker.Translate(0x80ABC123));
        Assert.Equal(2, memory.ReadCount);
    }

    [Fact]
    public void Three_levels_lead_to_a_page_above_4_GiB()
    {
        SparseMemory memory = new SparseMemory(s_pae)
            .Put(0x185078, 0x200001)            // the top table has 4 entries and starts at a multiple of 32
            .Put(0x200028, 0x1_00300063)
            .Put(0x1_003005E0, 0x80000002_12345863);
        PageTableWalker walker = new(memory, s_pae, 0x185060);
        Assert.Equal(
            new Translation(PteState.Valid, 0x2_12345123, 0x80000002_12345863, 0, 0x1_003005E0),
            walker.Translate(0xC0ABC123));
        Assert.Equal(3, memory.ReadCount);
    }

    [Fact]
    public void Four_levels_lead_to_a_page()
    {
        SparseMemory memory = Amd64Tables().Put(0x30001A0, 0x80000765_43210863);
        PageTableWalker walker = new(memory, s_amd64, 0x187003);
        Assert.Equal(
            new Translation(PteState.Valid, 0x765_43210567, 0x80000765_43210863, 0, 0x30001A0),
            walker.Translate(0xFFFFF8A0_01234567));
        Assert.Equal(4, memory.ReadCount);
    }

    [Fact]
    public void A_large_page_ends_the_walk_at_level_1()
    {
        SparseMemory x86 = new SparseMemory(s_x86).Put(0x39808, 0x004009E3);
        Assert.Equal(
            new Translation(PteState.Valid, 0x006BC123, 0x004009E3, 1, 0x39808),
            new PageTableWalker(x86, s_x86, 0x39000).Translate(0x80ABC123));

        SparseMemory pae = new SparseMemory(s_pae).Put(0x185018, 0x200001).Put(0x200028, 0x1_002009E3);
        Assert.Equal(
            new Translation(PteState.Valid, 0x1_002BC123, 0x1_002009E3, 1, 0x200028),
            new PageTableWalker(pae, s_pae, 0x185000).Translate(0xC0ABC123));
    }

    [Fact]
    public void The_cache_attribute_of_a_large_page_is_no_part_of_its_frame()
    {
        SparseMemory memory = Amd64Tables().Put(0x2000048, 0x7_652019E3);
        Translation found = new PageTableWalker(memory, s_amd64, 0x187000).Translate(0xFFFFF8A0_01234567);
        Assert.Equal((PteState.Valid, 0x7_65234567UL, 1), (found.State, found.PhysicalAddress, found.Level));
    }

    [Fact]
    public void On_amd64_an_entry_of_level_2_may_map_1_GiB()
    {
        SparseMemory memory = Amd64Tables().Put(0x1000400, 0x7_400000E3);
        Translation found = new PageTableWalker(memory, s_amd64, 0x187000).Translate(0xFFFFF8A0_01234567);
        Assert.Equal((PteState.Valid, 0x7_41234567UL, 2), (found.State, found.PhysicalAddress, found.Level));
    }

    [Theory]
    [InlineData(0, PteState.Zero)]
    [InlineData(0x80, PteState.DemandZero)]
    [InlineData(0x300, PteState.NoAccess)]
    [InlineData(0x00012345_00000086, PteState.PagingFile)]
    [InlineData(0xF8A0_01234560_0400, PteState.Prototype)]
    [InlineData(0x12345880, PteState.Transition)]
    public void A_walk_ends_at_the_first_entry_that_is_not_valid(ulong entry, PteState state)
    {
        ulong[] places = [0x30001A0, 0x2000048, 0x1000400, 0x187F88];
        for (int level = 0; level < places.Length; level++)
        {
            SparseMemory memory = Amd64Tables().Put(places[level], entry);
            ulong physical = state == PteState.Transition && level == 0 ? 0x12345567UL : 0;
            Assert.Equal(
                new Translation(state, physical, entry, level, places[level]),
                new PageTableWalker(memory, s_amd64, 0x187000).Translate(0xFFFFF8A0_01234567));
            Assert.Equal(4 - level, memory.ReadCount);
        }
    }

    [Fact]
    public void A_frame_in_transition_is_unmasked()
    {
        PteFormat format = PteFormat.Of(Amd64, PteGeneration.Windows10Version1809);
        SparseMemory memory = Amd64Tables().Put(0x30001A0, 0x2000_12345880);
        PageTableWalker walker = new(memory, format, 0x187000, invalidMask: 0x2000_00000000);
        Translation found = walker.Translate(0xFFFFF8A0_01234567);
        Assert.Equal((PteState.Transition, 0x12345567UL), (found.State, found.PhysicalAddress));
        Assert.Equal(0x2000_12345880UL, found.Entry);
    }

    [Fact]
    public void A_hole_in_memory_is_told_apart_from_an_empty_entry()
    {
        SparseMemory none = new(s_amd64);
        Assert.Equal(
            new Translation(PteState.Unreadable, 0, 0, 3, 0x187F88),
            new PageTableWalker(none, s_amd64, 0x187000).Translate(0xFFFFF8A0_01234567));

        SparseMemory half = Amd64Tables().Add(0x3000000, 0x1A4);   // the page ends within the entry
        Assert.Equal(
            new Translation(PteState.Unreadable, 0, 0, 0, 0x30001A0),
            new PageTableWalker(half, s_amd64, 0x187000).Translate(0xFFFFF8A0_01234567));

        SparseMemory beyond = Amd64Tables().Put(0x2000048, 0x0000FFFF_FFFFF063);
        Assert.Equal(
            new Translation(PteState.Unreadable, 0, 0, 0, 0x0000FFFF_FFFFF1A0),
            new PageTableWalker(beyond, s_amd64, 0x187000).Translate(0xFFFFF8A0_01234567));
    }

    [Theory]
    [InlineData(X86, 0x1_00000000, 2)]
    [InlineData(Pae, 0xFFFFFFFF_80000000, 3)]
    [InlineData(Amd64, 0x00008000_00000000, 4)]
    public void An_address_that_is_not_canonical_is_not_walked(PagingMode mode, ulong address, int level)
    {
        PteFormat format = PteFormat.Of(mode, PteGeneration.VistaSp1To7);
        SparseMemory memory = new SparseMemory(format).Add(0x1000);
        Translation found = new PageTableWalker(memory, format, 0x1000).Translate(address);
        Assert.Equal(new Translation(PteState.Zero, 0, 0, level, 0), found);
        Assert.Equal(0, memory.ReadCount);
    }

    [Fact]
    public void A_table_that_names_itself_at_every_entry_costs_one_read_for_each_level()
    {
        foreach (PteFormat format in PteFormats.All())
        {
            SparseMemory memory = new(format);
            for (int i = 0; i < 4096; i += format.EntryByteCount)
            {
                memory.Put(0x7000 + (ulong)i, 0x7063);
            }

            Translation found = new PageTableWalker(memory, format, 0x7000).Translate(0x12345678);
            Assert.Equal((PteState.Valid, 0x7678UL, 0), (found.State, found.PhysicalAddress, found.Level));
            Assert.Equal(format.LevelCount, memory.ReadCount);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Tables_of_random_bytes_never_throw_and_cost_at_most_one_read_for_each_level(int seed)
    {
        Random random = new(seed);
        foreach (PteFormat format in PteFormats.All())
        {
            SparseMemory memory = new(format);
            for (ulong page = 0; page < 8; page++)
            {
                random.NextBytes(memory.Add(page << 12).PageAt(page << 12));
                for (int i = 0; i < 4096; i += format.EntryByteCount)   // most entries name one of the eight pages
                {
                    memory.PageAt(page << 12).AsSpan(i + 2, format.EntryByteCount - 2).Clear();
                    memory.PageAt(page << 12)[i + 1] &= (byte)random.Next(128);
                    memory.PageAt(page << 12)[i] |= (byte)random.Next(2);
                }
            }

            int pageCount = 0;
            PageTableWalker walker = new(memory, format, (ulong)random.NextInt64() % 0x8000);
            for (int i = 0; i < 5000; i++)
            {
                memory.ReadCount = 0;
                Translation found = walker.Translate(format.Canonical((ulong)random.NextInt64() << 1));
                Assert.InRange(memory.ReadCount, 1, format.LevelCount);
                Assert.Equal(format.LevelCount - memory.ReadCount, found.Level);
                pageCount += found is { Level: 0, State: PteState.Valid } ? 1 : 0;
            }

            Assert.InRange(pageCount, 1, 4999);
        }
    }

    [Fact]
    public void An_entry_is_found_at_the_same_place_through_the_self_map()
    {
        SparseMemory x86 = new SparseMemory(s_x86)
            .Put(0x39C00, 0x39063).Put(0x39808, 0x00045063).Put(0x45AF0, 0x12345863);
        SparseMemory pae = new SparseMemory(s_pae).Put(0x185018, 0x200001).Put(0x200028, 0x300063)
            .Put(0x3005E0, 0x12345863).Put(0x200018, 0x200063);
        SparseMemory amd64 = Amd64Tables().Put(0x30001A0, 0x12345863).Put(0x187F68, 0x187063);
        Check(s_x86, x86, 0x39000, 0x80ABC123);
        Check(s_pae, pae, 0x185000, 0xC0ABC123);
        Check(s_amd64, amd64, 0x187000, 0xFFFFF8A0_01234567);

        static void Check(PteFormat format, SparseMemory memory, ulong directory, ulong address)
        {
            PageTableWalker walker = new(memory, format, directory);
            ulong pteAddress = format.PteAddressOf(address, SelfMap.DefaultPteBase(format.Mode));
            Translation page = walker.Translate(address);
            Assert.Equal((PteState.Valid, 0), (page.State, page.Level));
            Assert.Equal(page.EntryPhysicalAddress, walker.Translate(pteAddress).PhysicalAddress);
        }
    }

    /// <summary>Three tables on the way of FFFFF8A0`01234567, whose page table is at 3000000.</summary>
    private static SparseMemory Amd64Tables() => new SparseMemory(s_amd64)
        .Put(0x187F88, 0x1000063)
        .Put(0x1000400, 0x2000063)
        .Put(0x2000048, 0x3000063)
        .Add(0x3000000);
}
