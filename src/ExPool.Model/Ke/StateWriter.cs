using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace ExPool.Model.Ke;

/// <summary>Writes what a machine remembers, value after value.</summary>
/// <remarks>Little-endian; numbers of 8 bytes, texts with their length before them.</remarks>
public sealed class StateWriter
{
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
    public void Write(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Write((ulong)bytes.Length);
        _stream.Write(bytes);
    }

    /// <summary>Writes bytes whose number the reader knows.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);
}
