using System;
using System.Buffers.Binary;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>A block's header as it was read; NT's POOL_HEADER.</summary>
/// <param name="Offset">Where it lies in its page.</param>
/// <param name="PreviousUnits">Units of the block before it; 0 for the first.</param>
/// <param name="PoolIndex">The number of its descriptor.</param>
/// <param name="Units">Units of this block.</param>
/// <param name="PoolType">0 free, else what pool.</param>
/// <param name="RawTag">The tag with the bit that marks a block that is not allocated.</param>
internal readonly record struct BlockHeader(
    int Offset, int PreviousUnits, int PoolIndex, int Units, int PoolType, uint RawTag)
{
    /// <summary>The tag of the last allocation.</summary>
    public PoolTag Tag => new(RawTag);

    /// <summary>Reads the header at an offset of a page.</summary>
    public static BlockHeader Read(ReadOnlySpan<byte> page, int offset, BlockLayout layout)
    {
        ReadOnlySpan<byte> header = page[offset..];
        int first = BinaryPrimitives.ReadUInt16LittleEndian(header[layout.PreviousUnits..]);
        int second = BinaryPrimitives.ReadUInt16LittleEndian(header[layout.Units..]);
        int mask = (1 << layout.SizeBits) - 1;
        return new BlockHeader(
            offset,
            first & mask,
            first >> layout.SizeBits,
            second & mask,
            second >> layout.SizeBits,
            BinaryPrimitives.ReadUInt32LittleEndian(header[layout.Tag..]));
    }

    /// <summary>Whether the header says that the block is of no pool's user and of no look-aside list.</summary>
    public bool IsFree(BlockLayout layout) => PoolType == layout.TypeFree;

    /// <summary>What the header says the block is.</summary>
    public PoolBlockState StateOf(BlockLayout layout)
    {
        if (IsFree(layout))
        {
            return PoolBlockState.Free;
        }

        return (RawTag & layout.TagFreeBit) != 0 ? PoolBlockState.Lookaside : PoolBlockState.Allocated;
    }
}
