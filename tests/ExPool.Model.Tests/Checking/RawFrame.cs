using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

#pragma warning disable CS0649 // Read where a frame's entry lies; nobody assigns it.

/// <summary>The 24 bytes that are known of a frame, read by bit numbers of the checker's own.</summary>
internal readonly struct RawFrame
{
    private readonly ulong _bits;

    public RawFrame(in PfnEntry entry)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<PfnEntry>(in entry));
        Next = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        Previous = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        Original = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        _bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
    }

    public uint Next { get; }

    public uint Previous { get; }

    public ulong Original { get; }

    public ulong Page => _bits & 0xF_FFFF_FFFF;

    public PageLocation Location => (PageLocation)((_bits >> 36) & 7);

    public bool IsModified => ((_bits >> 39) & 1) != 0;

    public uint Priority => (uint)((_bits >> 42) & 7);

    public FrameUse Use => (FrameUse)((_bits >> 45) & 3);

    public bool IsFile => Use == FrameUse.Pageable && ((Original >> 10) & 1) != 0;

    public bool IsLarge => ((_bits >> 47) & 1) != 0;

    public uint References => (uint)((_bits >> 48) & 0x3FFF);

    public bool IsHeld => ((_bits >> 62) & 1) != 0;

    public bool IsBad => ((_bits >> 63) & 1) != 0;

    /// <summary>Whether nothing is known but that the frame is broken.</summary>
    public bool IsBlank => (_bits << 1) == 0 && Next == 0 && Previous == 0 && Original == 0;
}
