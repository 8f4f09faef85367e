using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace ExPool.Model.Ke;

/// <summary>Writes what a machine remembers, value after value.</summary>
/// <remarks>Little-endian; numbers of 8 bytes, texts with their length before them.</remarks>
public sealed class StateWriter
{
    /// <summary>The most bytes of a text.</summary>
    internal const int LongestText = 1 << 16;

    private readonly Stream _stream;

    internal StateWriter(Stream stream) => _stream = stream;

    /// <summary>Writes a number.</summary>
    public void Write(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _stream.Write(bytes);
    }

    /// <summary>Writes a number.</summary>
    public void Write(long value) => Write(unchecked((ulong)value));

    /// <summary>Writes a truth.</summary>
    public void Write(bool value) => Write(value ? 1UL : 0);

    /// <summary>Writes a text.</summary>
    /// <param name="value">At most 65,536 bytes of UTF-8.</param>
    /// <exception cref="ComputerException">It is longer.</exception>
    public void Write(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        if (bytes.Length > LongestText)
        {
            throw new ComputerException(
                $"a text of {bytes.Length} bytes cannot be saved; expected at most {LongestText}");
        }

        Write((ulong)bytes.Length);
        _stream.Write(bytes);
    }

    /// <summary>Says where a part begins, so that a reader that is elsewhere notices.</summary>
    internal void Begin(string part) => Write(part);

    /// <summary>Writes a number that may be absent.</summary>
    internal void WriteOptional(ulong? value)
    {
        Write(value.HasValue);
        if (value is ulong number)
        {
            Write(number);
        }
    }

    /// <summary>Writes bytes whose number the reader knows.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);
}
