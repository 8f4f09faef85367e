using System;
using ExPool.Mm;
using Xunit;
using static ExPool.Mm.PagingMode;

namespace ExPool.Tests.Mm;

public sealed class SelfMapTests
{
    [Theory]
    [InlineData(X86, 0xC0000000)]
    [InlineData(Pae, 0xC0000000)]
    [InlineData(Amd64, 0xFFFFF680_00000000)]
    public void The_array_starts_where_NT_puts_it(PagingMode mode, ulong pteBase) =>
        Assert.Equal(pteBase, SelfMap.DefaultPteBase(mode));

    [Theory]
    [InlineData(X86, 0x00000000, 0, 0xC0000000)]
    [InlineData(X86, 0x00000FFF, 0, 0xC0000000)]
    [InlineData(X86, 0x00001000, 0, 0xC0000004)]
    [InlineData(X86, 0xFFFFFFFF, 0, 0xC03FFFFC)]
    [InlineData(X86, 0x00000000, 1, 0xC0300000)]
    [InlineData(X86, 0xC0000000, 1, 0xC0300C00)]
    [InlineData(X86, 0xFFFFFFFF, 1, 0xC0300FFC)]
    [InlineData(Pae, 0x00001000, 0, 0xC0000008)]
    [InlineData(Pae, 0xFFFFFFFF, 0, 0xC07FFFF8)]
    [InlineData(Pae, 0x00000000, 1, 0xC0600000)]
    [InlineData(Pae, 0xFFFFFFFF, 1, 0xC0603FF8)]
    [InlineData(Pae, 0x00000000, 2, 0xC0603000)]
    [InlineData(Pae, 0xC0000000, 2, 0xC0603018)]
    [InlineData(Amd64, 0x00000000_00001000, 0, 0xFFFFF680_00000008)]
    [InlineData(Amd64, 0xFFFFF800_00000000, 0, 0xFFFFF6FC_00000000)]
    [InlineData(Amd64, 0xFFFFFFFF_FFFFFFFF, 0, 0xFFFFF6FF_FFFFFFF8)]
    [InlineData(Amd64, 0x00000000_00000000, 1, 0xFFFFF6FB_40000000)]
    [InlineData(Amd64, 0x00000000_00000000, 2, 0xFFFFF6FB_7DA00000)]
    [InlineData(Amd64, 0x00000000_00000000, 3, 0xFFFFF6FB_7DBED000)]
    [InlineData(Amd64, 0xFFFFF680_00000000, 3, 0xFFFFF6FB_7DBEDF68)]
    [InlineData(Amd64, 0xFFFFFFFF_FFFFFFFF, 3, 0xFFFFF6FB_7DBEDFF8)]
    public void The_entry_of_an_address_is_found_by_arithmetic(
        PagingMode mode, ulong address, int level, ulong expected)
    {
        foreach (PteFormat format in PteFormats.Between(mode, 0, PteGeneration.Windows10Version1809))
        {
            Assert.Equal(expected, format.EntryAddressOf(address, level, SelfMap.DefaultPteBase(mode)));
        }
    }

    [Fact]
    public void The_self_entry_of_amd64_is_1ED() =>
        Assert.Equal(0x1ED, PteFormat.Of(Amd64, PteGeneration.VistaSp1To7).IndexOf(SelfMap.PteBase64, 3));

    [Theory]
    [InlineData(3)]
    public void The_address_of_an_entry_s_address_is_its_page(int seed)
    {
        Random random = new(seed);
        foreach (PteFormat format in PteFormats.All())
        {
            for (int i = 0; i < 1000; i++)
            {
                ulong address = format.Canonical((ulong)random.NextInt64() << 1);
                // From version 1607 on it is chosen at boot.
                ulong pteBase = format.Mode == Amd64
                    ? 0xFFFF8000_00000000 | ((ulong)random.Next(256) << 39)
                    : SelfMap.PteBase32;
                ulong entry = format.PteAddressOf(address, pteBase);
                Assert.Equal(address & ~0xFFFUL, format.AddressOf(entry, pteBase));
            }
        }
    }

    [Theory]
    [InlineData(X86, 0xC0400000)]
    [InlineData(X86, 0xBFFFFFFC)]
    [InlineData(Pae, 0xC0800000)]
    [InlineData(Amd64, 0xFFFFF700_00000000)]
    [InlineData(Amd64, 0xFFFFF67F_FFFFFFF8)]
    public void What_is_not_within_the_array_is_no_entry(PagingMode mode, ulong pteAddress)
    {
        PteFormat format = PteFormat.Of(mode, PteGeneration.VistaSp1To7);
        Assert.Throws<ArgumentOutOfRangeException>(() => format.AddressOf(pteAddress, SelfMap.DefaultPteBase(mode)));
    }
}
