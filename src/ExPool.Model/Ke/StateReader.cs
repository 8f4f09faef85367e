using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace ExPool.Model.Ke;

/// <summary>Reads what a <see cref="StateWriter"/> wrote.</summary>
/// <remarks>A file that is damaged says so in a <see cref="ComputerException"/> with the offset; nothing is taken from
/// it that is larger than its bound.</remarks>
public sealed class StateReader
{
    private readonly Stream _stream;

    internal StateReader(Stream stream, long offset = 0)
    {
        _stream = stream;
        Offset = offset;
    }

    /// <summary>Bytes that were read.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads a number.</summary>
    public ulong ReadUInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Read(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Reads a number.</summary>
    public long ReadInt64() => unchecked((long)ReadUInt64());

    /// <summary>Reads a number that has a bound.</summary>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="largest">The largest that can be right.</param>
    public ulong ReadUpTo(string what, ulong largest)
    {
        long at = Offset;
        ulong value = ReadUInt64();
        return value <= largest ? value : throw Damaged(at, $"{what} is {value}; expected at most {largest}");
    }

    /// <summary>Reads a truth.</summary>
    public bool ReadBoolean() => ReadUpTo("a flag", 1) != 0;

    /// <summary>Reads a text.</summary>
    public string ReadString()
    {
        byte[] bytes = new byte[(int)ReadUpTo("the length of a text", StateWriter.LongestText)];
        Read(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads a number that has a bound.</summary>
    internal uint ReadUInt32(string what, uint largest = uint.MaxValue) => (uint)ReadUpTo(what, largest);

    /// <summary>Reads a number that is not negative.</summary>
    internal int ReadInt32(string what) => (int)ReadUpTo(what, int.MaxValue);

    /// <summary>Reads the number of one of several things.</summary>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="count">How many there are.</param>
    internal int ReadIndex(string what, int count)
    {
        long at = Offset;
        ulong value = ReadUInt64();
        return value < (ulong)count ? (int)value : throw Damaged(at, $"{what} is {value}; expected less than {count}");
    }

    /// <summary>Reads a number that has two bounds.</summary>
    internal uint ReadBetween(string what, uint smallest, uint largest)
    {
        long at = Offset;
        uint value = ReadUInt32(what, largest);
        return value >= smallest ? value : throw Damaged(at, $"{what} is {value}; expected at least {smallest}");
    }

    /// <summary>Reads a number that may be absent.</summary>
    internal ulong? ReadOptional() => ReadBoolean() ? ReadUInt64() : null;

    /// <summary>Reads where a part begins.</summary>
    internal void Expect(string part)
    {
        long at = Offset;
        string found = ReadString();
        if (found != part)
        {
            throw Damaged(at, $"a part is named '{Shorten(found)}'; expected '{part}'");
        }
    }

    /// <summary>Makes sure that all was read.</summary>
    /// <param name="what">What ends here.</param>
    internal void ExpectEnd(string what)
    {
        Span<byte> rest = stackalloc byte[1];
        if (_stream.Read(rest) != 0)
        {
            throw Damaged(Offset, $"{what} goes on; expected its end");
        }
    }

    /// <summary>Reads as many bytes as there is room for.</summary>
    public void Read(Span<byte> destination)
    {
        int read = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        if (read < destination.Length)
        {
            throw Damaged(Offset + read, $"the file ends; expected {destination.Length - read} more bytes");
        }

        Offset += read;
    }

    private static string Shorten(string text)
    {
        const int Length = 32;
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= Length ? line : line[..Length] + "...";
    }

    /// <summary>What is thrown for a file that is not what was written.</summary>
    public static ComputerException Damaged(long offset, string what) =>
        new($"the saved machine is damaged at offset {offset} of its content: {what}");
}
