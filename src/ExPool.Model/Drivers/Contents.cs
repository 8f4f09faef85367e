using System;
using System.Buffers.Binary;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Fills memory with what can be recognised later, and looks whether it is still there.</summary>
internal static class Contents
{
    private const int BufferByteCount = 512;

    // FNV-1a, 64 bits: Fowler, Noll and Vo.
    private const ulong FnvBasis = 0xCBF2_9CE4_8422_2325;
    private const ulong FnvPrime = 0x100_0000_01B3;

    /// <summary>Writes contents that a seed makes.</summary>
    /// <returns>Their checksum.</returns>
    public static ulong Write(IKernel kernel, nuint address, ulong byteCount, ulong seed)
    {
        SeededRandom random = new(seed);
        Span<byte> buffer = stackalloc byte[BufferByteCount];
        ulong sum = FnvBasis;
        for (ulong offset = 0; offset < byteCount; offset += BufferByteCount)
        {
            for (int at = 0; at < BufferByteCount; at += sizeof(ulong))
            {
                BinaryPrimitives.WriteUInt64LittleEndian(buffer[at..], random.Next());
            }

            Span<byte> part = buffer[..(int)Math.Min(BufferByteCount, byteCount - offset)];
            kernel.WriteBytes(address + (nuint)offset, part);
            sum = Add(sum, part);
        }

        return sum;
    }

    /// <summary>The checksum of what is there.</summary>
    public static ulong Sum(IKernel kernel, nuint address, ulong byteCount)
    {
        Span<byte> buffer = stackalloc byte[BufferByteCount];
        ulong sum = FnvBasis;
        for (ulong offset = 0; offset < byteCount; offset += BufferByteCount)
        {
            Span<byte> part = buffer[..(int)Math.Min(BufferByteCount, byteCount - offset)];
            kernel.ReadBytes(address + (nuint)offset, part);
            sum = Add(sum, part);
        }

        return sum;
    }

    private static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            sum = unchecked((sum ^ value) * FnvPrime);
        }

        return sum;
    }
}
