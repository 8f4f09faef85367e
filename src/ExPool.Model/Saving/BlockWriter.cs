using System;
using System.Buffers.Binary;
using System.IO;
using System.Security.Cryptography;

namespace ExPool.Model.Saving;

/// <summary>Packs what is written into blocks with checksums.</summary>
/// <remarks>Each checksum covers all blocks until its own; a block without content is the end.</remarks>
internal sealed class BlockWriter : OneWayStream
{
    private readonly Stream _file;
    private readonly byte[] _content = new byte[SavedFormat.BlockByteCount];
    private readonly byte[] _packed = new byte[SavedFormat.PackedByteCount];
    private byte[] _sum;
    private int _count;

    /// <summary>Begins a file.</summary>
    public BlockWriter(Stream file)
    {
        _file = file;
        byte[] head = SavedFormat.MakeHead();
        _sum = SHA256.HashData(head);
        file.Write(head);
    }

    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int part = Math.Min(buffer.Length, _content.Length - _count);
            buffer[..part].CopyTo(_content.AsSpan(_count));
            _count += part;
            buffer = buffer[part..];
            if (_count == _content.Length)
            {
                WriteBlock();
            }
        }
    }

    /// <summary>Writes what is left, and the end.</summary>
    public void Finish()
    {
        if (_count != 0)
        {
            WriteBlock();
        }

        WriteBlock();
    }

    private void WriteBlock()
    {
        int packedCount = _count == 0 ? 0 : SavedFormat.Pack(_content.AsSpan(0, _count), _packed);
        Span<byte> lengths = stackalloc byte[SavedFormat.LengthsByteCount];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, _count);
        BinaryPrimitives.WriteInt32LittleEndian(lengths[sizeof(int)..], packedCount);
        ReadOnlySpan<byte> packed = _packed.AsSpan(0, packedCount);
        _sum = SavedFormat.Sum(_sum, lengths, packed);
        _file.Write(lengths);
        _file.Write(_sum);
        _file.Write(packed);
        _count = 0;
    }
}
