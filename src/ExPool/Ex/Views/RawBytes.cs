using System;
using System.Buffers.Binary;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>Bytes without a meaning here: text in the tables, and memory that a reader asked for.</summary>
internal static class RawBytes<TMachine>
    where TMachine : struct, IMachine
{
    public static void Write(TMachine machine, nuint address, ReadOnlySpan<byte> source)
    {
        for (int index = 0; index < source.Length; index++)
        {
            Cell<TMachine>.Write(machine, address + (nuint)index, source[index]);
        }
    }

    /// <summary>Copies; every aligned word is read whole, so that a counter is not torn.</summary>
    public static void Read(TMachine machine, nuint address, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            if (address % 8 == 0 && destination.Length >= 8)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(destination, Cell<TMachine>.ReadShared(machine, address));
                destination = destination[8..];
                address += 8;
            }
            else
            {
                destination[0] = Cell<TMachine>.Read<byte>(machine, address);
                destination = destination[1..];
                address += 1;
            }
        }
    }
}
