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
    private const int LongestText = 1 << 16;

    private readonly Stream _stream;

    internal StateReader(Stream stream) => _stream = stream;

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
        byte[] bytes = new byte[(int)ReadUpTo("the length of a text", LongestText)];
        Read(bytes);
        return Encoding.UTF8.GetString(bytes);
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

    /// <summary>What is thrown for a file that is not what was written.</summary>
    public static ComputerException Damaged(long offset, string what) =>
        new($"the saved machine is damaged at offset {offset}: {what}");
}
