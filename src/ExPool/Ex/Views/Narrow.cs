using System;
using System.Runtime.CompilerServices;

namespace ExPool.Ex.Views;

/// <summary>Puts a number into a field that is narrower, and refuses one that does not fit, in Release as
/// in Debug.</summary>
/// <remarks>A block of 256 units stamped into a byte would read as 0: the page would be lost, silently.</remarks>
internal static class Narrow
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte ToByte(uint value)
    {
        if (value > byte.MaxValue)
        {
            Refuse(value, 8);
        }

        return (byte)value;
    }

    /// <summary>The number itself, if it fits a field of so many bits.</summary>
    public static uint ToBits(uint value, int bitCount)
    {
        if (value >> bitCount != 0)
        {
            Refuse(value, bitCount);
        }

        return value;
    }

    private static void Refuse(uint value, int bitCount) =>
        throw new InvalidOperationException($"{value} does not fit a header's field of {bitCount} bits.");
}
