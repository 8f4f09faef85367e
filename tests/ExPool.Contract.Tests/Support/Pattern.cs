using System;
using System.Runtime.InteropServices;

namespace ExPool.Contract.Tests.Support;

/// <summary>Bytes that follow from a seed, to see whether a block's contents are kept.</summary>
internal static unsafe class Pattern
{
    public static void Write(nuint address, int byteCount, uint seed)
    {
        Span<byte> bytes = new((void*)address, byteCount);
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong state = Start(seed);
        foreach (ref ulong word in words)
        {
            word = state = Next(state);
        }

        for (int index = words.Length * sizeof(ulong); index < byteCount; index++)
        {
            state = Next(state);
            bytes[index] = (byte)(state & 0xFF);
        }
    }

    /// <summary>The offset of the first byte that is not the seed's; -1 when all are.</summary>
    public static int FindDamage(nuint address, int byteCount, uint seed)
    {
        ReadOnlySpan<byte> bytes = new((void*)address, byteCount);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong state = Start(seed);
        for (int index = 0; index < words.Length; index++)
        {
            state = Next(state);
            if (words[index] != state)
            {
                return index * sizeof(ulong);
            }
        }

        for (int index = words.Length * sizeof(ulong); index < byteCount; index++)
        {
            state = Next(state);
            if (bytes[index] != (state & 0xFF))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>The offset of the first byte that is not zero; -1 when all are.</summary>
    public static int FindNonZero(nuint address, int byteCount) =>
        new ReadOnlySpan<byte>((void*)address, byteCount).IndexOfAnyExcept((byte)0);

    private static ulong Start(uint seed) => seed + 0x9E37_79B9_7F4A_7C15UL;

    // xorshift64: never 0 from a start that is not 0, so no pattern looks like zeroed memory.
    private static ulong Next(ulong state)
    {
        state ^= state << 13;
        state ^= state >> 7;
        return state ^ (state << 17);
    }
}
