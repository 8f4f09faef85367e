using System;
using System.Buffers.Binary;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads exactly what is asked, or says what could not be read.</summary>
internal sealed class MemoryReader(IAddressSpace space)
{
    /// <summary>Fills a buffer from an address.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="destination">The buffer.</param>
    /// <param name="what">What lies there, for the message.</param>
    /// <exception cref="SnapshotFormatException">Not all of it can be read.</exception>
    public void Read(ulong address, Span<byte> destination, string what)
    {
        int count = space.Read(address, destination);
        if (count < destination.Length)
        {
            ulong hole = unchecked(address + (ulong)Math.Max(count, 0));
            throw new SnapshotFormatException(
                $"The {what} at 0x{address:X} cannot be read: "
                + $"{Math.Max(count, 0)} of {destination.Length} bytes are there.",
                hole);
        }
    }

    /// <summary>Fills a buffer; false when not all of it can be read.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="destination">The buffer.</param>
    public bool TryRead(ulong address, Span<byte> destination) =>
        space.Read(address, destination) == destination.Length;

    /// <summary>Reads four bytes.</summary>
    /// <param name="address">Their address.</param>
    /// <param name="what">What they are, for the message.</param>
    public uint ReadUInt32(ulong address, string what)
    {
        // Eight bytes around it: an aligned word is read whole.
        Span<byte> word = stackalloc byte[8];
        Read(address & ~7UL, word, what);
        return BinaryPrimitives.ReadUInt32LittleEndian(word[(int)(address & 4)..]);
    }

    /// <summary>Reads eight bytes.</summary>
    /// <param name="address">Their address, a multiple of 8.</param>
    /// <param name="what">What they are, for the message.</param>
    public ulong ReadUInt64(ulong address, string what)
    {
        Span<byte> word = stackalloc byte[8];
        Read(address, word, what);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }
}
