using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Tests.Support;

/// <summary>Fills blocks of a machine with bytes that only a key gives, and compares every one of them.</summary>
internal static unsafe class BlockBytes
{
    private const nuint PageByteCount = 4096;

    public static void Write(Computer computer, nuint address, nuint byteCount, ulong key)
    {
        Span<byte> expected = stackalloc byte[(int)PageByteCount];
        SeededRandom random = new(key);
        while (byteCount != 0)
        {
            int part = PartOf(address, byteCount);
            Make(random, expected[..part]);
            expected[..part].CopyTo(new Span<byte>(computer.Parts.Core.ToWrite(address), part));
            address += (nuint)part;
            byteCount -= (nuint)part;
        }
    }

    public static bool Holds(Computer computer, nuint address, nuint byteCount, ulong key)
    {
        Span<byte> expected = stackalloc byte[(int)PageByteCount];
        SeededRandom random = new(key);
        while (byteCount != 0)
        {
            int part = PartOf(address, byteCount);
            Make(random, expected[..part]);
            if (!expected[..part].SequenceEqual(new ReadOnlySpan<byte>(computer.Parts.Core.ToRead(address), part)))
            {
                return false;
            }

            address += (nuint)part;
            byteCount -= (nuint)part;
        }

        return true;
    }

    private static int PartOf(nuint address, nuint byteCount) =>
        (int)nuint.Min(byteCount, PageByteCount - (address & (PageByteCount - 1)));

    private static void Make(SeededRandom random, Span<byte> bytes)
    {
        for (int index = 0; index < bytes.Length; index += sizeof(ulong))
        {
            ulong word = random.Next();
            for (int offset = 0; offset < sizeof(ulong) && index + offset < bytes.Length; offset++)
            {
                bytes[index + offset] = (byte)(word >> (offset * 8) & 0xFF);
            }
        }
    }
}
