using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads what the descriptors of a pool count; their free lists by the bitmap alone.</summary>
internal sealed class DescriptorReader(TableReader tables)
{
    private DescriptorLayout Layout => tables.Layout.Descriptor;

    /// <summary>Reads all descriptors of a pool.</summary>
    /// <param name="area">The pool.</param>
    public ImmutableArray<DescriptorUsage> ReadAll(PoolArea area)
    {
        ImmutableArray<DescriptorUsage>.Builder all = ImmutableArray.CreateBuilder<DescriptorUsage>();
        byte[] head = new byte[Layout.ListHeads];
        for (int index = 0; index < area.DescriptorCount; index++)
        {
            tables.Read(area.DescriptorsAddress + (ulong)((long)index * Layout.ByteCount), head, "descriptor");
            all.Add(Parse(index, head));
        }

        return all.DrainToImmutable();
    }

    private DescriptorUsage Parse(int index, ReadOnlySpan<byte> head)
    {
        BlockLayout block = tables.Layout.Block;
        ulong pages = Word(head, Layout.TotalPages);
        ulong bytes = Word(head, Layout.TotalBytes);
        ulong room = unchecked(pages * (ulong)(block.UnitsPerPage * block.UnitByteCount));
        return new DescriptorUsage(
            index,
            pages,
            Word(head, Layout.TotalBigPages),
            bytes,
            Word(head, Layout.RunningAllocs),
            Word(head, Layout.RunningDeAllocs),
            Word(head, Layout.LockWaits),
            room - Math.Min(room, bytes), // A page may be on its way while blocks are counted.
            (ulong)(LongestUnits(head) * block.UnitByteCount));
    }

    /// <summary>Units of the longest list that is not empty: the highest bit that is set, plus 1.</summary>
    private int LongestUnits(ReadOnlySpan<byte> head)
    {
        for (int word = (Layout.ListCount / 64) - 1; word >= 0; word--)
        {
            ulong bits = Word(head, Layout.ListBitmap + (word * sizeof(ulong)));
            if (bits != 0)
            {
                return (word * 64) + BitOperations.Log2(bits) + 1;
            }
        }

        return 0;
    }

    private static ulong Word(ReadOnlySpan<byte> head, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(head[offset..]);
}
