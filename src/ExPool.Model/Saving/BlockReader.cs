using System;
using System.Buffers.Binary;
using System.IO;
using System.Security.Cryptography;

namespace ExPool.Model.Saving;

/// <summary>Reads the blocks that a <see cref="BlockWriter"/> wrote; gives nothing away that a checksum does not
/// cover.</summary>
internal sealed class BlockReader : OneWayStream
{
    private readonly Stream _file;
    private readonly byte[] _content = new byte[SavedFormat.BlockByteCount];
    private readonly byte[] _packed = new byte[SavedFormat.PackedByteCount];
    private byte[] _sum;
    private long _offset;
    private int _count;
    private int _next;
    private bool _isAtEnd;

    /// <summary>Begins to read.</summary>
    /// <exception cref="ComputerException">It is no saved machine, or one of another version.</exception>
    public BlockReader(Stream file)
    {
        _file = file;
        byte[] head = new byte[SavedFormat.HeadByteCount];
        Fill(head);
        if (!head.AsSpan().StartsWith(SavedFormat.Magic))
        {
            throw new ComputerException("this is no saved machine: at byte 0 of the file expected 'ExPoolPC'");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(SavedFormat.Magic.Length));
        if (version != SavedFormat.Version)
        {
            throw new ComputerException(
                $"the saved machine has version {version} at byte {SavedFormat.Magic.Length} of the file; "
                + $"expected {SavedFormat.Version}");
        }

        _sum = SHA256.HashData(head);
    }

    public override bool CanRead => true;

    /// <inheritdoc/>
    /// <exception cref="ComputerException">The file is damaged, or ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || (_next == _count && !TryReadBlock()))
        {
            return 0;
        }

        int part = Math.Min(buffer.Length, _count - _next);
        _content.AsSpan(_next, part).CopyTo(buffer);
        _next += part;
        return part;
    }

    private bool TryReadBlock()
    {
        if (_isAtEnd)
        {
            return false;
        }

        long start = _offset;
        Span<byte> head = stackalloc byte[SavedFormat.BlockHeadByteCount];
        Fill(head);
        ReadOnlySpan<byte> lengths = head[..SavedFormat.LengthsByteCount];
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(lengths);
        uint packedCount = BinaryPrimitives.ReadUInt32LittleEndian(lengths[sizeof(uint)..]);
        Require(start, "a block's length", count, (uint)_content.Length);
        Require(start + sizeof(uint), "a block's packed length", packedCount, (uint)_packed.Length);
        Span<byte> packed = _packed.AsSpan(0, (int)packedCount);
        Fill(packed);
        _sum = SavedFormat.Sum(_sum, lengths, packed);
        if (!head[SavedFormat.LengthsByteCount..].SequenceEqual(_sum))
        {
            throw Damaged(start, "the checksum of the block is another; expected that of what was saved");
        }

        if (count != 0 && !SavedFormat.TryUnpack(packed, _content.AsSpan(0, (int)count)))
        {
            throw Damaged(start, $"the block cannot be unpacked; expected {count} bytes");
        }

        _count = (int)count;
        _next = 0;
        _isAtEnd = count == 0;
        return !_isAtEnd;
    }

    private void Fill(Span<byte> destination)
    {
        int read = _file.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        _offset += read;
        if (read < destination.Length)
        {
            throw Damaged(_offset, $"the file ends; expected {destination.Length - read} more bytes");
        }
    }

    private static void Require(long offset, string what, uint value, uint largest)
    {
        if (value > largest)
        {
            throw Damaged(offset, $"{what} is {value}; expected at most {largest}");
        }
    }

    private static ComputerException Damaged(long offset, string what) =>
        new($"the saved machine is damaged at byte {offset} of the file: {what}");
}
