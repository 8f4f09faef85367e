using System.Collections.Generic;
using System.Linq;
using ExPool.Mm;
using Xunit;
using static ExPool.Mm.PagingMode;

namespace ExPool.Tests.Mm;

public sealed class PageTableRangesTests
{
    private static readonly PteFormat s_x86 = PteFormat.Of(X86, PteGeneration.Nt4ToServer2003);
    private static readonly PteFormat s_pae = PteFormat.Of(Pae, PteGeneration.VistaSp1To7);
    private static readonly PteFormat s_amd64 = PteFormat.Of(Amd64, PteGeneration.VistaSp1To7);

    [Fact]
    public void The_whole_space_of_amd64_is_listed_with_one_read_for_each_table()
    {
        SparseMemory memory = new SparseMemory(s_amd64)
            .Put(0x1000, 0x2063).Put(0x1FF8, 0x5063)          // the first and the last entry of the top table
            .Put(0x2000, 0x3063).Put(0x3000, 0x4063)
            .Put(0x4000, 0x11063).Put(0x4008, 0x80).Put(0x4018, 0x12863)
            .Put(0x3008, 0x40000E3)                           // a large page
            .Put(0x5FF8, 0x6063).Put(0x6FF8, 0x7063).Put(0x7FF8, 0x13063)
            .Put(0x6FF0, 0x00012345_00000086);                // a page table in the paging file
        MappedRange[] ranges = [.. new PageTableWalker(memory, s_amd64, 0x1000).Ranges(0, ulong.MaxValue)];
        Assert.Equal(
            [
                (0x0UL, 0x1000UL, PteState.Valid, 0x11000UL),
                (0x1000, 0x1000, PteState.DemandZero, 0),
                (0x3000, 0x1000, PteState.Valid, 0x12000),
                (0x200000, 0x200000, PteState.Valid, 0x4000000),
                (0xFFFFFFFF_FFC00000, 0x200000, PteState.PagingFile, 0),
                (0xFFFFFFFF_FFFFF000, 0x1000, PteState.Valid, 0x13000),
            ],
            ranges.Select(Show));
        Assert.Equal(7, memory.ReadCount);
    }

    [Fact]
    public void Ranges_that_touch_the_ends_are_listed_whole()
    {
        SparseMemory memory = new SparseMemory(s_x86)
            .Put(0x1000, 0x004000E3).Put(0x1004, 0x2063).Put(0x2000, 0x5063).Put(0x2004, 0x6063).Put(0x2008, 0x7063);
        PageTableWalker walker = new(memory, s_x86, 0x1000);
        Assert.Equal(
            [
                (0x0UL, 0x400000UL, PteState.Valid, 0x400000UL),
                (0x400000, 0x1000, PteState.Valid, 0x5000),
                (0x401000, 0x1000, PteState.Valid, 0x6000),
            ],
            walker.Ranges(0x123456, 0x401000).Select(Show));
        Assert.Equal(
            (0x401000UL, 0x1000UL, PteState.Valid, 0x6000UL), Show(Assert.Single(walker.Ranges(0x401FFF, 0x401FFF))));
        Assert.Empty(walker.Ranges(0x401FFF, 0x401FFE));
    }

    [Fact]
    public void A_space_of_32_bits_ends_at_4_GiB()
    {
        foreach (PteFormat format in new[] { s_x86, s_pae })
        {
            int top = format.LevelCount - 1;
            ulong last = 0x1000 + (ulong)((format.EntryCountOf(top) - 1) * format.EntryByteCount);
            SparseMemory memory = new SparseMemory(format).Put(last, 0x80);
            IEnumerable<MappedRange> ranges = new PageTableWalker(memory, format, 0x1000).Ranges(0, ulong.MaxValue);
            MappedRange range = Assert.Single(ranges);
            Assert.Equal(0x1_00000000UL - format.ByteCountOf(top), range.Address);
            Assert.Empty(new PageTableWalker(memory, format, 0x1000).Ranges(0x1_00000000, ulong.MaxValue));
        }
    }

    [Fact]
    public void A_range_may_begin_and_end_within_the_hole_between_the_halves()
    {
        SparseMemory memory = new SparseMemory(s_amd64).Put(0x1800, 0x80).Put(0x17F8, 0x80);
        PageTableWalker walker = new(memory, s_amd64, 0x1000);
        Assert.Equal([0x00007F80_00000000, 0xFFFF8000_00000000], Starts(walker.Ranges(0, ulong.MaxValue)));
        Assert.Equal([0xFFFF8000_00000000], Starts(walker.Ranges(0x00009000_00000000, ulong.MaxValue)));
        Assert.Empty(walker.Ranges(0x00009000_00000000, 0xFFFF7FFF_FFFFFFFF));
    }

    [Fact]
    public void What_a_hole_hides_is_listed_as_unreadable()
    {
        SparseMemory memory = new SparseMemory(s_x86).Add(0x2000, 0xFF8).Put(0x1000, 0x2063).Put(0x2000, 0x5063);
        memory.Put(0x1004, 0x9063);
        MappedRange[] ranges = [.. new PageTableWalker(memory, s_x86, 0x1000).Ranges(0, 0x400FFF)];
        Assert.Equal(
            [
                (0x0UL, 0x1000UL, PteState.Valid, 0x5000UL),
                (0x3FE000, 0x1000, PteState.Unreadable, 0),
                (0x3FF000, 0x1000, PteState.Unreadable, 0),
                (0x400000, 0x1000, PteState.Unreadable, 0),
            ],
            ranges.Select(Show));
        Assert.Equal(0x9000UL, ranges[3].Translation.EntryPhysicalAddress);
    }

    [Fact]
    public void Tables_that_name_themselves_are_listed_as_far_as_the_caller_asks()
    {
        SparseMemory memory = new(s_amd64);
        for (ulong i = 0; i < 4096; i += 8)
        {
            memory.Put(0x7000 + i, 0x7063);
        }

        IEnumerable<MappedRange> ranges = new PageTableWalker(memory, s_amd64, 0x7000).Ranges(0, ulong.MaxValue);
        Assert.Equal(20_000, ranges.Take(20_000).Count(range => range.Translation.PhysicalAddress == 0x7000));
        Assert.Equal(1, memory.ReadCount);
    }

    private static IEnumerable<ulong> Starts(IEnumerable<MappedRange> ranges) => ranges.Select(range => range.Address);

    private static (ulong Address, ulong ByteCount, PteState State, ulong PhysicalAddress) Show(MappedRange range) =>
        (range.Address, range.ByteCount, range.Translation.State, range.Translation.PhysicalAddress);
}
