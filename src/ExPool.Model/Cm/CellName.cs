using System;
using System.Runtime.InteropServices;
using System.Text;

namespace ExPool.Model.Cm;

/// <summary>A name as cells hold it: a byte for each letter where that is enough, else two.</summary>
internal readonly struct CellName
{
    /// <summary>Letters of a name at most: those of a key's.</summary>
    public const int LongestName = 255;

    private const int LongestByteCount = LongestName * sizeof(char);
    private const char LastNarrow = '\xFF';

    private CellName(string text, bool isNarrow, byte[] bytes) => (Text, IsNarrow, Bytes) = (text, isNarrow, bytes);

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>Whether a letter is a byte.</summary>
    public bool IsNarrow { get; }

    /// <summary>Its bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>Makes the name of a key: at least a letter, and no backslash.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryOfKey(string text, out CellName name) =>
        TryOfValue(text, out name) && text.Length != 0 && !text.AsSpan().ContainsAny('\\', '\0');

    /// <summary>Makes the name of a value, which may be empty.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryOfValue(string text, out CellName name)
    {
        name = default;
        if (text.Length > LongestName)
        {
            return false;
        }

        bool isNarrow = !text.AsSpan().ContainsAnyExceptInRange('\0', LastNarrow);
        name = new(text, isNarrow, (isNarrow ? Encoding.Latin1 : Encoding.Unicode).GetBytes(text));
        return true;
    }

    /// <summary>Reads a name.</summary>
    public static string Read(IKernel kernel, nuint address, int byteCount, bool isNarrow)
    {
        Span<char> letters = stackalloc char[LongestName];
        return new string(Read(kernel, address, byteCount, isNarrow, letters));
    }

    /// <summary>Compares a name in memory with one, without regard to case.</summary>
    public static int Compare(IKernel kernel, nuint address, int byteCount, bool isNarrow, string other)
    {
        Span<char> letters = stackalloc char[LongestName];
        ReadOnlySpan<char> name = Read(kernel, address, byteCount, isNarrow, letters);
        return name.CompareTo(other, StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> Read(
        IKernel kernel, nuint address, int byteCount, bool isNarrow, Span<char> letters)
    {
        Span<byte> bytes = stackalloc byte[LongestByteCount];
        bytes = bytes[..Math.Min(byteCount, isNarrow ? LongestName : LongestByteCount)];
        kernel.ReadBytes(address, bytes);
        if (!isNarrow)
        {
            ReadOnlySpan<char> wide = MemoryMarshal.Cast<byte, char>(bytes);
            wide.CopyTo(letters);
            return letters[..wide.Length];
        }

        return letters[..Encoding.Latin1.GetChars(bytes, letters)];
    }
}
