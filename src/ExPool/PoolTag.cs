using System;
using System.Diagnostics.CodeAnalysis;

namespace ExPool;

/// <summary>Four characters that say who allocated a block.</summary>
/// <remarks>
/// <para>NT's pool tag: one to four characters 0x20..0x7E, the first in the lowest byte, so that memory reads
/// "Proc" as 50 72 6F 63. A shorter text is padded with spaces. Tag 0 is no tag: an allocation with it is
/// refused, a free with it checks none.</para>
/// <para>Bit 31 is never part of a tag: in a block's header it marks a block that is not allocated.</para>
/// </remarks>
public readonly record struct PoolTag : IComparable<PoolTag>
{
    /// <summary>The bits of a header's tag field that are the tag.</summary>
    public const uint ValueMask = 0x7FFF_FFFF;

    /// <summary>The tag NT gives to an allocation that named none.</summary>
    public static PoolTag Untagged => new("None");

    /// <summary>The tag under which counts go when the tag table is full.</summary>
    public static PoolTag Overflow => new("Ovfl");

    /// <summary>Makes a tag of its number, as NT holds it; bit 31 is dropped.</summary>
    /// <param name="value">The four bytes, the first character lowest.</param>
    public PoolTag(uint value) => Value = value & ValueMask;

    /// <summary>Makes a tag of one to four characters.</summary>
    /// <param name="text">The characters, each 0x20..0x7E; shorter texts are padded with spaces.</param>
    /// <exception cref="FormatException">The text is empty, longer than four, or holds another character.</exception>
    public PoolTag(string text)
    {
        if (!TryParse(text, out PoolTag tag))
        {
            throw new FormatException($"'{text}' is not a pool tag; expected 1 to 4 characters from space to '~'.");
        }

        Value = tag.Value;
    }

    /// <summary>The four bytes as a number, the first character lowest; 0 is no tag.</summary>
    public uint Value { get; }

    /// <summary>True when no tag was given.</summary>
    public bool IsNone => Value == 0;

    /// <summary>Reads a tag from text; <see langword="false"/> when it is not one.</summary>
    /// <param name="text">One to four characters 0x20..0x7E.</param>
    /// <param name="tag">The tag, padded with spaces.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out PoolTag tag)
    {
        tag = default;
        if (string.IsNullOrEmpty(text) || text.Length > 4)
        {
            return false;
        }

        uint value = 0;
        for (int index = 0; index < 4; index++)
        {
            char character = index < text.Length ? text[index] : ' ';
            if (character is < ' ' or > '~')
            {
                return false;
            }

            value |= (uint)character << (8 * index);
        }

        tag = new PoolTag(value);
        return true;
    }

    /// <summary>Orders by the characters, first to last, as a sorted table of tags does.</summary>
    /// <param name="other">The tag to compare with.</param>
    public int CompareTo(PoolTag other) => Reverse(Value).CompareTo(Reverse(other.Value));

    /// <summary>The four characters; a byte that is not printable shows as '.', no tag as "----".</summary>
    public override string ToString()
    {
        if (IsNone)
        {
            return "----";
        }

        return string.Create(4, Value, static (characters, value) =>
        {
            for (int index = 0; index < 4; index++)
            {
                char character = (char)((value >> (8 * index)) & 0xFF);
                characters[index] = character is < ' ' or > '~' ? '.' : character;
            }
        });
    }

    /// <summary>Makes a tag of a text literal.</summary>
    /// <param name="text">One to four characters 0x20..0x7E.</param>
    public static implicit operator PoolTag(string text) => new(text);

    /// <summary>Whether the first tag sorts before the second.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator <(PoolTag left, PoolTag right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first tag sorts after the second.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator >(PoolTag left, PoolTag right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first tag does not sort after the second.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator <=(PoolTag left, PoolTag right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first tag does not sort before the second.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator >=(PoolTag left, PoolTag right) => left.CompareTo(right) >= 0;

    private static uint Reverse(uint value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
}
