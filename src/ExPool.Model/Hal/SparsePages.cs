using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Hal;

/// <summary>Pages in a file: 64 at a time a word that says which are there, then these.</summary>
internal static class SparsePages
{
    private const uint GroupCount = 64;

    /// <summary>The bytes of a page.</summary>
    public delegate ReadOnlySpan<byte> Contents(ulong page);

    /// <summary>Writes pages.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="first">The first.</param>
    /// <param name="count">How many there could be.</param>
    /// <param name="isThere">Which of them are to be written.</param>
    /// <param name="contents">What they hold.</param>
    public static void Write(
        StateWriter writer, ulong first, ulong count, Func<ulong, bool> isThere, Contents contents)
    {
        for (ulong group = 0; group < count; group += GroupCount)
        {
            ulong mask = 0;
            ulong length = Math.Min(GroupCount, count - group);
            for (ulong index = 0; index < length; index++)
            {
                mask |= isThere(first + group + index) ? 1UL << (int)index : 0;
            }

            writer.Write(mask);
            for (ulong index = 0; index < length; index++)
            {
                if ((mask & (1UL << (int)index)) != 0)
                {
                    writer.Write(contents(first + group + index));
                }
            }
        }
    }

    /// <summary>Reads pages.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="first">The first.</param>
    /// <param name="count">How many there could be.</param>
    /// <param name="take">Called with each that is there: reads it.</param>
    public static void Read(StateReader reader, ulong first, ulong count, Action<ulong> take)
    {
        for (ulong group = 0; group < count; group += GroupCount)
        {
            ulong length = Math.Min(GroupCount, count - group);
            ulong mask = reader.ReadUpTo("which pages are there", ulong.MaxValue >> (int)(GroupCount - length));
            for (ulong index = 0; index < length; index++)
            {
                if ((mask & (1UL << (int)index)) != 0)
                {
                    take(first + group + index);
                }
            }
        }
    }
}
