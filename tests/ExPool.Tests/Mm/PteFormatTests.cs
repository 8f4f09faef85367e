using System;
using System.Linq;
using ExPool.Mm;
using Xunit;
using static ExPool.Mm.PagingMode;
using static ExPool.Mm.PteGeneration;
using static ExPool.Mm.PteProtection;

namespace ExPool.Tests.Mm;

/// <summary>Entries against values worked out by hand from docs/reference/page-table-entries.md.</summary>
public sealed class PteFormatTests
{
    private const PteFlags Used = PteFlags.Writable | PteFlags.Accessed | PteFlags.Dirty;
    private const PteFlags Everything = (PteFlags)0x7FF;

    [Theory]
    [InlineData(0x12345, Used, ReadWrite, 0x12345863)]
    [InlineData(0x12345, PteFlags.None, ReadOnly, 0x12345001)]
    [InlineData(0xFFFFF, PteFlags.User, ReadOnly, 0xFFFFF005)]
    [InlineData(0x00001, PteFlags.User, WriteCopy, 0x00001205)]
    [InlineData(0x00001, PteFlags.User, ExecuteWriteCopy, 0x00001205)]
    [InlineData(0x00001, PteFlags.None, ExecuteReadWrite, 0x00001801)]
    [InlineData(0x00002, PteFlags.WriteThrough | PteFlags.CacheDisable, ReadOnly, 0x00002019)]
    [InlineData(0x00400, Used | PteFlags.Large | PteFlags.Global, ReadWrite, 0x004009E3)]
    public void A_valid_entry_has_the_bits_of_the_processor_and_two_of_software(
        ulong frame, PteFlags flags, PteProtection protection, ulong entry)
    {
        foreach (PteFormat format in PteFormats.All())
        {
            PteFormats.SameBits(entry, format.Valid(frame, flags, protection), format);
            PteFormats.Equal(PteState.Valid, format.StateOf(entry), format, entry);
            PteFormats.Equal(frame, format.FrameOf(entry), format, entry);
        }
    }

    [Theory]
    [InlineData(X86, 0x12345863)]
    [InlineData(Pae, 0x80000000_12345863)]
    [InlineData(Amd64, 0x80000000_12345863)]
    public void No_execute_is_bit_63_and_absent_from_four_bytes(PagingMode mode, ulong entry)
    {
        foreach (PteFormat format in PteFormats.Between(mode, Nt4ToServer2003, Windows10Version1809))
        {
            PteFormats.SameBits(entry, format.Valid(0x12345, Used | PteFlags.NoExecute), format);
            PteFlags expected = Used | PteFlags.MayWrite | (mode == X86 ? PteFlags.None : PteFlags.NoExecute);
            PteFormats.Equal(expected, format.FlagsOf(entry), format, entry);
        }
    }

    [Theory]
    [InlineData(X86, Nt4ToServer2003, VistaSp1To7, 0xFFFFF, 0xFFFFF001)]
    [InlineData(Pae, Nt4ToServer2003, Windows10Version1809, 0x3FFFFFF, 0x3F_FFFFF001)]
    [InlineData(Amd64, Nt4ToServer2003, VistaRtm, 0xFFFFFFF, 0xFF_FFFFF001)]
    [InlineData(Amd64, VistaSp1To7, Windows10Version1809, 0xF_FFFFFFFF, 0xFFFF_FFFFF001)]
    public void The_frame_has_20_26_28_or_36_bits(
        PagingMode mode, PteGeneration first, PteGeneration last, ulong frame, ulong entry)
    {
        foreach (PteFormat format in PteFormats.Between(mode, first, last))
        {
            Assert.Equal(frame, format.MaximumFrame);
            PteFormats.SameBits(entry, format.Valid(frame, PteFlags.None, ReadOnly), format);
            PteFormats.Equal(frame, format.FrameOf(ulong.MaxValue), format, ulong.MaxValue);
            Assert.Throws<ArgumentOutOfRangeException>(() => format.Valid(frame + 1, PteFlags.None));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.Transition(frame + 1, ReadWrite));
        }
    }

    [Fact]
    public void Demand_zero_no_access_and_decommitted_are_a_protection_alone()
    {
        foreach (PteFormat format in PteFormats.All())
        {
            PteFormats.SameBits(0x20, format.DemandZero(ReadOnly), format);
            PteFormats.SameBits(0x80, format.DemandZero(ReadWrite), format);
            PteFormats.SameBits(0xC0, format.DemandZero(ExecuteReadWrite), format);
            PteFormats.SameBits(0x280, format.DemandZero(ReadWrite | Decommitted), format);
            PteFormats.SameBits(0x300, format.NoAccess, format);
            PteFormats.SameBits(0x200, format.Decommitted, format);
            Assert.Throws<ArgumentOutOfRangeException>(() => format.DemandZero(None));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.DemandZero(NoAccess));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.DemandZero((PteProtection)0x20));
        }
    }

    [Theory]
    [InlineData(X86, Nt4ToServer2003, VistaSp1To7, 3, 0x12345, ReadWrite, 0x12345086)]
    [InlineData(X86, Nt4ToServer2003, VistaSp1To7, 15, 0xFFFFF, WriteCopy, 0xFFFFF0BE)]
    [InlineData(X86, Nt4ToServer2003, VistaSp1To7, 0, 1, NoAccess, 0x00001300)]
    [InlineData(Pae, Nt4ToServer2003, Windows10, 3, 0x12345, ReadWrite, 0x00012345_00000086)]
    [InlineData(Pae, Nt4ToServer2003, Windows10, 15, 0xFFFFFFFF, WriteCopy, 0xFFFFFFFF_000000BE)]
    [InlineData(Pae, Windows10Version1809, Windows10Version1809, 3, 0x12345, ReadWrite, 0x00012345_00003090)]
    [InlineData(Amd64, Nt4ToServer2003, Windows10, 3, 0x12345, ReadWrite, 0x00012345_00000086)]
    [InlineData(Amd64, Nt4ToServer2003, Windows10, 1, 0xFFFFFFFF, ReadOnly, 0xFFFFFFFF_00000022)]
    [InlineData(Amd64, Windows10Version1809, Windows10Version1809, 3, 0x12345, ReadWrite, 0x00012345_00003090)]
    [InlineData(Amd64, Windows10Version1809, Windows10Version1809, 15, 0xFFFFFFFF, WriteCopy, 0xFFFFFFFF_0000F0B0)]
    public void A_page_in_a_file_has_the_file_at_bit_1_and_since_1809_at_bit_12(
        PagingMode mode, PteGeneration first, PteGeneration last,
        int file, ulong offset, PteProtection protection, ulong entry)
    {
        foreach (PteFormat format in PteFormats.Between(mode, first, last))
        {
            PteFormats.SameBits(entry, format.PagingFile(file, offset, protection), format);
            PteFormats.Equal(PteState.PagingFile, format.StateOf(entry), format, entry);
            PteFormats.Equal(file, format.PagingFileOf(entry), format, entry);
            PteFormats.Equal(offset, format.PagingFileOffsetOf(entry), format, entry);
            PteFormats.Equal(protection, format.ProtectionOf(entry), format, entry);
        }
    }

    [Theory]
    [InlineData(X86, Nt4ToServer2003, VistaSp1To7, 0x12345, ReadWrite, 0x12345880)]
    [InlineData(X86, Nt4ToServer2003, VistaSp1To7, 0xFFFFF, NoAccess, 0xFFFFFB00)]
    [InlineData(Pae, Nt4ToServer2003, Windows10, 0x3FFFFFF, ReadWrite, 0x3F_FFFFF880)]
    [InlineData(Pae, Windows10Version1809, Windows10Version1809, 0x3FFFFFF, ReadOnly, 0x3F_FFFFF830)]
    [InlineData(Amd64, Nt4ToServer2003, Windows10, 0, ReadWrite, 0x880)]
    [InlineData(Amd64, Nt4ToServer2003, Windows10, 0xFFFFFFF, ReadWrite, 0xFF_FFFFF880)]
    [InlineData(Amd64, VistaSp1To7, Windows10, 0xF_FFFFFFFF, ReadOnly, 0xFFFF_FFFFF820)]
    [InlineData(Amd64, Windows10Version1809, Windows10Version1809, 0xF_FFFFFFFF, ReadWrite, 0xFFFF_FFFFF890)]
    public void An_entry_in_transition_keeps_the_frame_where_a_valid_one_has_it(
        PagingMode mode, PteGeneration first, PteGeneration last, ulong frame, PteProtection protection, ulong entry)
    {
        foreach (PteFormat format in PteFormats.Between(mode, first, last))
        {
            PteFormats.SameBits(entry, format.Transition(frame, protection), format);
            PteFormats.Equal(PteState.Transition, format.StateOf(entry), format, entry);
            PteFormats.Equal(frame, format.FrameOf(entry), format, entry);
            PteFormats.Equal(protection, format.ProtectionOf(entry), format, entry);
        }
    }

    [Theory]
    [InlineData(X86, Nt4ToServer2003, Nt4ToServer2003, 0xE1001234, None, 0x4C1A)]
    [InlineData(X86, Nt4ToServer2003, Nt4ToServer2003, 0xE1000000, None, 0x0400)]
    [InlineData(X86, VistaRtm, VistaSp1To7, 0xE1001234, None, 0x251A)]
    [InlineData(Pae, Nt4ToServer2003, Windows10, 0xE1001238, None, 0xE1001238_00000400)]
    [InlineData(Pae, Nt4ToServer2003, Windows10, 0xE1001238, ReadWrite, 0xE1001238_00002400)]
    [InlineData(Pae, Windows10Version1809, Windows10Version1809, 0xE1001238, ReadWrite, 0xE1001238_00000490)]
    [InlineData(Amd64, Nt4ToServer2003, Windows10, 0xFFFFF8A0_01234560, None, 0xF8A0_01234560_0400)]
    [InlineData(Amd64, Nt4ToServer2003, Windows10, 0xFFFFF8A0_01234560, ExecuteReadWrite, 0xF8A0_01234560_3400)]
    [InlineData(Amd64, Nt4ToServer2003, Windows10, 0x00000000_01234560, ReadOnly, 0x0000_01234560_0C00)]
    [InlineData(Amd64, Windows10Version1809, Windows10Version1809, 0xFFFFF8A0_01234560, ReadOnly, 0xF8A0_01234560_0430)]
    public void A_prototype_entry_holds_an_address_or_its_offset_from_paged_pool(
        PagingMode mode, PteGeneration first, PteGeneration last, ulong address, PteProtection protection, ulong entry)
    {
        const ulong pool = 0xE1000000;
        foreach (PteFormat format in PteFormats.Between(mode, first, last))
        {
            PteFormats.SameBits(entry, format.Prototype(address, pool, protection), format);
            PteFormats.Equal(PteState.Prototype, format.StateOf(entry), format, entry);
            PteFormats.Equal(address, format.PrototypeAddressOf(entry, pool), format, entry);
            PteFormats.Equal(protection, format.ProtectionOf(entry), format, entry);
        }
    }

    [Theory]
    [InlineData(X86, Nt4ToServer2003, 0xE1000002)]              // not a multiple of an entry
    [InlineData(X86, Nt4ToServer2003, 0xE0FFFFFC)]              // below the pool: offsets wrap to 4 GiB
    [InlineData(X86, VistaSp1To7, 0x60FFFFFC)]                  // 2 GiB and more above the pool, going round
    [InlineData(Pae, Windows10, 0x1_00000000)]
    [InlineData(Amd64, Windows10, 0x00008000_00000000)]         // not canonical
    [InlineData(Amd64, Windows10, 0xFFFFFFFF_FFFF0000)]         // reads as "ask the VADs"
    public void A_prototype_address_that_does_not_fit_is_refused(
        PagingMode mode, PteGeneration generation, ulong address)
    {
        PteFormat format = PteFormat.Of(mode, generation);
        Assert.Throws<ArgumentOutOfRangeException>(() => format.Prototype(address, 0xE1000000));
    }

    [Theory]
    [InlineData(X86, Nt4ToServer2003, VistaSp1To7, 0xFFFFF480)]
    [InlineData(Pae, Nt4ToServer2003, Windows10, 0xFFFFFFFF_00000480)]
    [InlineData(Amd64, Nt4ToServer2003, Windows10, 0xFFFFFFFF_00000480)]
    [InlineData(Amd64, Windows10Version1809, Windows10Version1809, 0xFFFFFFFF_00000490)]
    public void A_prototype_entry_of_all_ones_sends_to_the_VADs(
        PagingMode mode, PteGeneration first, PteGeneration last, ulong entry)
    {
        foreach (PteFormat format in PteFormats.Between(mode, first, last))
        {
            PteFormats.SameBits(entry, format.VadPrototype(ReadWrite), format);
            PteFormats.Equal(PteState.Prototype, format.StateOf(entry), format, entry);
            PteFormats.Equal(ReadWrite, format.ProtectionOf(entry), format, entry);
            Assert.True(format.IsVadPrototype(entry));
            Assert.False(format.IsVadPrototype(entry & ~0x400UL));
            Assert.False(format.IsVadPrototype(entry | 1));
        }
    }

    [Theory]
    [InlineData(X86, Nt4ToServer2003, VistaSp1To7, 0x12345002, 0xFFFFF000)]
    [InlineData(Pae, Nt4ToServer2003, Windows10, 0x00012345_00000002, 0xFFFFFFFF_00000000)]
    [InlineData(Pae, Windows10Version1809, Windows10Version1809, 0x00012345_00000012, 0xFFFFFFFF_00000010)]
    [InlineData(Amd64, Nt4ToServer2003, Windows8, 0x00012345_00000002, 0xFFFFFFFF_00000000)]
    [InlineData(Amd64, Windows81, Windows10, 0x00001234_50000002, 0xFFFFFFFF_F0000000)]
    [InlineData(Amd64, Windows10Version1809, Windows10Version1809, 0x00001234_50000012, 0xFFFFFFFF_F0000010)]
    public void Free_system_PTEs_are_linked_at_bit_12_28_or_32_and_allow_nothing(
        PagingMode mode, PteGeneration first, PteGeneration last, ulong single, ulong end)
    {
        foreach (PteFormat format in PteFormats.Between(mode, first, last))
        {
            PteFormats.SameBits(single, format.FreeSystemPte(0x12345, oneEntry: true), format);
            PteFormats.SameBits(end, format.FreeSystemPte(format.EndOfFreeSystemPtes), format);
            PteFormats.Equal(0x12345UL, format.NextOf(single), format, single);
            PteFormats.Equal(format.EndOfFreeSystemPtes, format.NextOf(end), format, end);
            PteFormats.Equal(PteState.NoAccess, format.StateOf(single), format, single);
            PteFormats.Equal(PteState.NoAccess, format.StateOf(end), format, end);
            Assert.True(PteFormat.IsOneEntry(single));
            Assert.False(PteFormat.IsOneEntry(end));
        }
    }

    [Fact]
    public void Since_1809_a_place_may_be_masked_and_what_holds_no_place_is_not()
    {
        const ulong mask = 0x2000_00000000;
        PteFormat format = PteFormat.Of(Amd64, Windows10Version1809);
        Assert.Equal(0x12345890UL, format.Plain(0x2000_12345880, mask));
        Assert.Equal(0x00012345_00003090UL, format.Plain(0x00012345_00003080 ^ mask, mask));
        foreach (ulong entry in new ulong[] { 0, 0x80, 0x300, 0x12345890, 0x2000_12345863 })
        {
            Assert.Equal(entry, format.Plain(entry, mask));
        }

        Assert.Equal(0x12345880UL, PteFormat.Of(Amd64, Windows10).Plain(0x12345880, mask));
    }

    [Theory]
    [InlineData(X86, 0x001, ReadOnly)]
    [InlineData(X86, 0x003, ReadWrite)]
    [InlineData(X86, 0x801, ReadWrite)]
    [InlineData(X86, 0x201, WriteCopy)]
    [InlineData(Amd64, 0x001, ExecuteRead)]
    [InlineData(Amd64, 0x80000000_00000001, ReadOnly)]
    [InlineData(Amd64, 0x80000000_00000801, ReadWrite)]
    [InlineData(Amd64, 0x803, ExecuteReadWrite)]
    [InlineData(Amd64, 0x201, ExecuteWriteCopy)]
    [InlineData(Pae, 0x80000000_00000211, WriteCopy | NoCache)]
    public void The_protection_of_a_valid_entry_is_what_its_bits_allow(
        PagingMode mode, ulong entry, PteProtection protection)
    {
        foreach (PteFormat format in PteFormats.Between(mode, Nt4ToServer2003, Windows10Version1809))
        {
            PteFormats.Equal(protection, format.ProtectionOf(entry), format, entry);
        }
    }

    [Fact]
    public void Flags_are_added_and_taken_away_and_the_frame_stays()
    {
        foreach (PteFormat format in PteFormats.All())
        {
            ulong clean = format.Valid(0x12345, PteFlags.User);
            ulong dirty = format.WithFlags(clean, Used);
            PteFormats.SameBits(0x12345805, clean, format);
            PteFormats.SameBits(0x12345867, dirty, format);
            PteFormats.SameBits(clean, format.WithoutFlags(dirty, Used), format);
            PteFormats.SameBits(0x12345001, format.WithoutFlags(dirty, Everything), format);
        }
    }

    [Fact]
    public void A_field_that_does_not_hold_a_value_refuses_it()
    {
        foreach (PteFormat format in PteFormats.All())
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => format.Valid(1, PteFlags.Large));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.PagingFile(16, 1, ReadWrite));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.PagingFile(-1, 1, ReadWrite));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.PagingFile(0, 0, ReadWrite));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.PagingFile(0, 1, None));
            Assert.Throws<ArgumentOutOfRangeException>(
                () => format.PagingFile(0, format.MaximumPagingFileOffset + 1, ReadWrite));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.Transition(0, (PteProtection)0x20));
            Assert.Throws<ArgumentOutOfRangeException>(() => format.FreeSystemPte(format.EndOfFreeSystemPtes + 1));
        }
    }

    [Fact]
    public void A_format_is_one_instance_and_x86_without_PAE_ends_with_Windows_7()
    {
        Assert.Same(PteFormat.Of(Amd64, Windows10), PteFormat.Of(Amd64, Windows10));
        Assert.Equal((4 - 1) + 7 + 7, PteFormats.All().Distinct().Count());
        Assert.All(PteFormats.All(), format => Assert.Same(format, PteFormat.Of(format.Mode, format.Generation)));
        Assert.Throws<ArgumentException>(() => PteFormat.Of(X86, PteGeneration.Windows8));
        Assert.Throws<ArgumentException>(() => PteFormat.Of((PagingMode)3, Windows10));
        Assert.Throws<ArgumentException>(() => PteFormat.Of(Amd64, (PteGeneration)7));
    }

    [Theory]
    [InlineData(X86, 4, 2, 1024, 0xFFFFF, new[] { 1024, 1024 })]
    [InlineData(Pae, 8, 3, 512, 0xFFFFFFFF, new[] { 512, 512, 4 })]
    [InlineData(Amd64, 8, 4, 512, 0xFFFFFFFF, new[] { 512, 512, 512, 512 })]
    public void A_mode_has_its_levels_and_tables(
        PagingMode mode, int entryByteCount, int levelCount, int largePage, ulong lastOffset, int[] entryCounts)
    {
        PteFormat format = PteFormat.Of(mode, VistaSp1To7);
        Assert.Equal(entryByteCount, format.EntryByteCount);
        Assert.Equal(levelCount, format.LevelCount);
        Assert.Equal(largePage, format.PagesPerLargePage);
        Assert.Equal((ulong)largePage * 4096, format.ByteCountOf(1));
        Assert.Equal(lastOffset, format.MaximumPagingFileOffset);
        Assert.Equal(16, format.MaximumPagingFileCount);
        Assert.Equal(entryCounts, Enumerable.Range(0, levelCount).Select(format.EntryCountOf));
        Assert.All(Enumerable.Range(0, levelCount), level => Assert.Equal(
            entryCounts[level] - 1, format.IndexOf(ulong.MaxValue, level)));
    }

    [Theory]
    [InlineData(X86, 0x80ABC123, new[] { 0x2BC, 0x202 })]
    [InlineData(Pae, 0xC0ABC123, new[] { 0x0BC, 0x005, 3 })]
    [InlineData(Amd64, 0xFFFFF8A0_01234567, new[] { 0x034, 0x009, 0x080, 0x1F1 })]
    public void An_address_is_cut_into_indexes(PagingMode mode, ulong address, int[] indexes)
    {
        PteFormat format = PteFormat.Of(mode, VistaSp1To7);
        Assert.Equal(indexes, Enumerable.Range(0, format.LevelCount).Select(level => format.IndexOf(address, level)));
    }

    [Theory]
    [InlineData(X86, 0xFFFFFFFF, true)]
    [InlineData(X86, 0x1_00000000, false)]
    [InlineData(Pae, 0xFFFFFFFF_80000000, false)]
    [InlineData(Amd64, 0x00007FFF_FFFFFFFF, true)]
    [InlineData(Amd64, 0x00008000_00000000, false)]
    [InlineData(Amd64, 0xFFFF7FFF_FFFFFFFF, false)]
    [InlineData(Amd64, 0xFFFF8000_00000000, true)]
    [InlineData(Amd64, 0xFFFFFFFF_FFFFFFFF, true)]
    public void Canonical_is_below_4_GiB_or_sign_extended_from_48_bits(PagingMode mode, ulong address, bool expected) =>
        Assert.Equal(expected, PteFormat.Of(mode, VistaSp1To7).IsCanonical(address));
}
