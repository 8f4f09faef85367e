using System;
using ExPool.Mm;
using Xunit;

namespace ExPool.Tests.Mm;

public sealed class PteRoundTripTests
{
    private const int RoundCount = 500;

    [Theory]
    [InlineData(1)]
    [InlineData(19937)]
    public void What_was_put_into_an_entry_comes_out(int seed)
    {
        Random random = new(seed);
        foreach (PteFormat format in PteFormats.All())
        {
            for (int i = 0; i < RoundCount; i++)
            {
                CheckValid(format, random);
                CheckTransition(format, random);
                CheckPagingFile(format, random);
                CheckDemandZero(format, random);
                CheckPrototype(format, random);
                CheckFreeSystemPte(format, random);
            }
        }
    }

    /// <summary>The conditions of the reference's table, each on its own: one holds, whatever the value.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(44497)]
    public void Every_value_has_exactly_one_state(int seed)
    {
        Random random = new(seed);
        foreach (PteFormat format in PteFormats.All())
        {
            for (ulong low = 0; low < 1 << 13; low++)
            {
                CheckState(format, low);
                CheckState(format, low | ((ulong)random.NextInt64() & ~0xFFFUL));
                CheckState(format, low & (ulong)random.NextInt64());
                CheckState(format, low << 51 | ((ulong)random.NextInt64() & 0xFFC));
            }
        }
    }

    private static void CheckState(PteFormat format, ulong value)
    {
        ulong entry = format.EntryByteCount == 4 ? value & 0xFFFFFFFF : value;
        ulong offset = format.EntryByteCount == 4 ? entry / 0x1000 : entry / 0x1_00000000;
        bool valid = entry % 2 == 1;
        bool prototype = entry / 0x400 % 2 == 1;
        bool transition = entry / 0x800 % 2 == 1;
        ulong protection = entry / 0x20 % 0x20;
        bool soft = !valid && !prototype && !transition;
        bool isInFile = soft && protection != 0 && offset != 0;
        bool allowsAccess = protection % 8 != 0;
        (PteState State, bool Holds)[] conditions =
        [
            (PteState.Valid, valid),
            (PteState.Prototype, !valid && prototype),
            (PteState.Transition, !valid && !prototype && transition),
            (PteState.PagingFile, isInFile),
            (PteState.DemandZero, soft && !isInFile && allowsAccess),
            (PteState.NoAccess, soft && !isInFile && !allowsAccess && entry != 0),
            (PteState.Zero, entry == 0),
        ];
        int count = 0;
        foreach ((PteState state, bool holds) in conditions)
        {
            count += holds ? 1 : 0;
            PteFormats.Equal(holds, format.StateOf(value) == state, format, value);
        }

        PteFormats.Equal(1, count, format, value);
        PteFormats.Equal(valid, PteFormat.IsValid(value), format, value);
    }

    private static void CheckValid(PteFormat format, Random random)
    {
        PteFlags flags = (PteFlags)random.Next(0x800);
        ulong frame = Below(random, format.MaximumFrame);
        frame -= (flags & PteFlags.Large) != 0 ? frame % (ulong)format.PagesPerLargePage : 0;
        ulong entry = format.Valid(frame, flags, PteProtection.ReadOnly);
        PteFlags expected = format.Mode == PagingMode.X86 ? flags & ~PteFlags.NoExecute : flags;
        PteFormats.Equal(PteState.Valid, format.StateOf(entry), format, entry);
        PteFormats.Equal(frame, format.FrameOf(entry), format, entry);
        PteFormats.Equal(expected, format.FlagsOf(entry), format, entry);
        PteFormats.SameBits(format.Valid(frame, 0, PteProtection.ReadOnly), format.WithoutFlags(entry, flags), format);
        PteFormats.SameBits(entry, format.WithFlags(format.WithoutFlags(entry, flags), flags), format);
    }

    private static void CheckTransition(PteFormat format, Random random)
    {
        ulong frame = Below(random, format.MaximumFrame);
        PteProtection protection = (PteProtection)random.Next(32);
        ulong entry = format.Transition(frame, protection);
        PteFormats.Equal(PteState.Transition, format.StateOf(entry), format, entry);
        PteFormats.Equal(frame, format.FrameOf(entry), format, entry);
        PteFormats.Equal(protection, format.ProtectionOf(entry), format, entry);
        PteFormats.SameBits(entry, format.Plain(entry, ulong.MaxValue), format);
    }

    private static void CheckPagingFile(PteFormat format, Random random)
    {
        int file = random.Next(format.MaximumPagingFileCount);
        ulong offset = Math.Max(1, Below(random, format.MaximumPagingFileOffset));
        PteProtection protection = (PteProtection)random.Next(1, 32);
        ulong entry = format.PagingFile(file, offset, protection);
        PteFormats.Equal(PteState.PagingFile, format.StateOf(entry), format, entry);
        PteFormats.Equal(file, format.PagingFileOf(entry), format, entry);
        PteFormats.Equal(offset, format.PagingFileOffsetOf(entry), format, entry);
        PteFormats.Equal(protection, format.ProtectionOf(entry), format, entry);
        PteFormats.SameBits(entry, format.Plain(entry, ulong.MaxValue), format);
    }

    private static void CheckDemandZero(PteFormat format, Random random)
    {
        PteProtection protection = (PteProtection)(random.Next(1, 8) | (random.Next(4) << 3));
        ulong entry = format.DemandZero(protection);
        PteFormats.Equal(PteState.DemandZero, format.StateOf(entry), format, entry);
        PteFormats.Equal(protection, format.ProtectionOf(entry), format, entry);
    }

    private static void CheckPrototype(PteFormat format, Random random)
    {
        ulong pool = 0x80000000 | (Below(random, 0x3FFFF) << 12);
        ulong address = format.Mode switch
        {
            PagingMode.Amd64 => 0xFFFF8000_00000000 | (Below(random, 0x7FFF_FFFE0000) & ~7UL),
            PagingMode.Pae => Below(random, 0xFFFFFFF0) & ~7UL,
            _ => pool + (Below(random, 0x3FFFF000) & ~3UL),
        };
        PteProtection protection = (PteProtection)random.Next(32);
        ulong entry = format.Prototype(address, pool, protection);
        PteFormats.Equal(PteState.Prototype, format.StateOf(entry), format, entry);
        PteFormats.Equal(address, format.PrototypeAddressOf(entry, pool), format, entry);
        PteProtection kept = format.Mode == PagingMode.X86 ? PteProtection.None : protection;
        PteFormats.Equal(kept, format.ProtectionOf(entry), format, entry);
        PteFormats.Equal(false, format.IsVadPrototype(entry), format, entry);
    }

    private static void CheckFreeSystemPte(PteFormat format, Random random)
    {
        ulong next = Below(random, format.EndOfFreeSystemPtes);
        bool oneEntry = random.Next(2) == 1;
        ulong entry = format.FreeSystemPte(next, oneEntry);
        PteState expected = entry == 0 ? PteState.Zero : PteState.NoAccess;
        PteFormats.Equal(expected, format.StateOf(entry), format, entry);
        PteFormats.Equal(next, format.NextOf(entry), format, entry);
        PteFormats.Equal(oneEntry, PteFormat.IsOneEntry(entry), format, entry);
    }

    /// <summary>Up to the limit and with it; small numbers as often as large ones, the ends more often.</summary>
    private static ulong Below(Random random, ulong limit) => random.Next(16) switch
    {
        0 => 0,
        1 => limit,
        _ => Math.Min(limit, (ulong)random.NextInt64() >> random.Next(63)),
    };
}
