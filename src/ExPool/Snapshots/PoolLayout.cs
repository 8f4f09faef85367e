using System;
using System.Buffers.Binary;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots;

/// <summary>Where each field of a pool's tables lies: the reader's knowledge of memory, as data.</summary>
/// <remarks>
/// The reader's own copy of docs/internals/memory-layout.md. It shares nothing with the views that write; a test
/// compares the two.
/// </remarks>
public sealed class PoolLayout
{
    private PoolLayout()
    {
    }

    /// <summary>The layout of this library's own pools, version 3, with 8-byte addresses.</summary>
    public static PoolLayout ExPool { get; } = new();

    /// <summary>The same layout on a machine whose blocks have another form, such as NT's.</summary>
    /// <param name="headerByteCount">Bytes of a header.</param>
    /// <param name="unitByteCount">Bytes of a unit.</param>
    /// <param name="firstBlockByteOffset">Bytes of a page before its first header.</param>
    /// <param name="pointerByteCount">Bytes of a link between blocks, or between records of NT's: 4 or 8.</param>
    public static PoolLayout OfBlocks(
        int headerByteCount, int unitByteCount, int firstBlockByteOffset, int pointerByteCount = 8) => new()
        {
            PointerByteCount = pointerByteCount,
            Block = new BlockLayout
            {
                HeaderByteCount = headerByteCount,
                UnitByteCount = unitByteCount,
                FirstBlockByteOffset = firstBlockByteOffset,
                UnitsPerPage = (ExPool.Block.PageByteCount - firstBlockByteOffset) / unitByteCount,
                SizeBits = unitByteCount == 8 ? 9 : 8,
            },
            Descriptor = DescriptorLayout.Of(pointerByteCount),
            GeneralLookaside = GeneralLookasideLayout.Of(pointerByteCount),
        };

    /// <summary>Bytes at the start of the tables that hold the root block; what a look at it must read.</summary>
    public int RootByteCount => Root.ByteCount;

    /// <summary>Bytes of the record that the tables keep for each page of a pool, beside its state of one
    /// byte.</summary>
    public int RunByteCount => Run.ByteCount;

    /// <summary>Bytes of a link.</summary>
    internal int PointerByteCount { get; private init; } = 8;

    internal RootLayout Root { get; } = new();

    internal PoolRecordLayout Pool { get; } = new();

    internal DescriptorLayout Descriptor { get; private init; } = new();

    internal BlockLayout Block { get; private init; } = new();

    internal RunLayout Run { get; } = new();

    internal TagRecordLayout Tag { get; } = new();

    internal GeneralLookasideLayout GeneralLookaside { get; private init; } = new();

    internal ProcessLayout Process { get; } = new();

    internal ProcessorLayout Processor { get; } = new();

    internal LookasideLayout Lookaside { get; } = new();

    internal SharedListLayout Shared { get; } = new();

    /// <summary>The link at the start of these bytes.</summary>
    internal ulong ReadLink(ReadOnlySpan<byte> bytes) => PointerByteCount == sizeof(uint)
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
