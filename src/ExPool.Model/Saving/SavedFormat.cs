using System;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace ExPool.Model.Saving;

/// <summary>How a saved machine begins, and how its content is cut into blocks.</summary>
/// <remarks>docs/reference/saved-machine.md.</remarks>
internal static class SavedFormat
{
    /// <summary>Raised whenever the content changes: a machine of another version is refused.</summary>
    public const uint Version = 2;

    /// <summary>Bytes before the first block: what it is, and the version.</summary>
    public const int HeadByteCount = 16;

    /// <summary>Bytes of content in a block at most: a damaged length costs no more than this.</summary>
    public const int BlockByteCount = 256 << 10;

    /// <summary>Bytes of a checksum: SHA-256.</summary>
    public const int SumByteCount = SHA256.HashSizeInBytes;

    /// <summary>Bytes before a block's own: two lengths, and the checksum.</summary>
    public const int BlockHeadByteCount = LengthsByteCount + SumByteCount;

    /// <summary>Bytes of the two lengths.</summary>
    public const int LengthsByteCount = 2 * sizeof(uint);

    // The fastest; the next ones are several times slower and a tenth smaller.
    private const int Quality = 1;
    private const int WindowBits = 18;

    /// <summary>What a saved machine begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "ExPoolPC"u8;

    /// <summary>The most bytes that a block takes in the file.</summary>
    public static int PackedByteCount { get; } = BrotliEncoder.GetMaxCompressedLength(BlockByteCount);

    /// <summary>The first bytes of a file.</summary>
    public static byte[] MakeHead()
    {
        byte[] head = new byte[HeadByteCount];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(Magic.Length), Version);
        return head;
    }

    /// <summary>The checksum of a block: over the one before it, so over everything until here.</summary>
    public static byte[] Sum(ReadOnlySpan<byte> before, ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> packed)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        hash.AppendData(lengths);
        hash.AppendData(packed);
        return hash.GetHashAndReset();
    }

    /// <summary>Makes a block smaller.</summary>
    /// <returns>Bytes it has now.</returns>
    public static int Pack(ReadOnlySpan<byte> content, Span<byte> packed) =>
        BrotliEncoder.TryCompress(content, packed, out int count, Quality, WindowBits)
            ? count
            : throw new InvalidOperationException("A block has no room for what it was made of.");

    /// <summary>Undoes <see cref="Pack"/>.</summary>
    /// <returns>False when that does not give as many bytes as there is room for.</returns>
    public static bool TryUnpack(ReadOnlySpan<byte> packed, Span<byte> content) =>
        BrotliDecoder.TryDecompress(packed, content, out int count) && count == content.Length;
}
