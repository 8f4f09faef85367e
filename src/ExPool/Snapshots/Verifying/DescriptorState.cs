using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>What a descriptor says about itself, beside what a recount of its pages gives.</summary>
internal sealed class DescriptorState
{
    /// <summary>The address of the descriptor.</summary>
    public required ulong Address { get; init; }

    /// <summary>Its number in the pool.</summary>
    public required uint Index { get; init; }

    /// <summary>Its bytes.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>Free blocks that the pages hold, by the address of their links, with their units.</summary>
    public Dictionary<ulong, int> FreeBlocks { get; } = [];

    /// <summary>Free blocks of two or more units that the pages hold; also those that were not remembered.</summary>
    public long FreeBlockCount { get; set; }

    /// <summary>Pages whose state names this descriptor.</summary>
    public ulong PageCount { get; set; }

    /// <summary>Of these, pages whose headers are damaged.</summary>
    public ulong DamagedPageCount { get; set; }

    /// <summary>Allocated blocks that the pages hold, and those that look-aside lists keep.</summary>
    public ulong BlockCount { get; set; }

    /// <summary>Bytes of these blocks.</summary>
    public ulong BlockBytes { get; set; }

    /// <summary>The address of a descriptor.</summary>
    public static ulong AddressOf(TableReader tables, PoolArea area, uint index) =>
        area.DescriptorsAddress + (index * (ulong)tables.Layout.Descriptor.ByteCount);

    /// <summary>Reads a descriptor.</summary>
    public static DescriptorState Read(TableReader tables, PoolArea area, uint index)
    {
        byte[] bytes = new byte[tables.Layout.Descriptor.ByteCount];
        ulong address = AddressOf(tables, area, index);
        tables.Read(address, bytes, "descriptor");
        return new DescriptorState { Address = address, Index = index, Bytes = bytes };
    }

    /// <summary>An 8-byte field of the descriptor.</summary>
    /// <param name="offset">Its offset.</param>
    public ulong Word(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes.AsSpan(offset));

    /// <summary>A 4-byte field of the descriptor.</summary>
    /// <param name="offset">Its offset.</param>
    public uint Half(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes.AsSpan(offset));

    /// <summary>The address of the head of the list of blocks of a size.</summary>
    public ulong HeadOf(int units, DescriptorLayout layout) =>
        Address + (ulong)(layout.ListHeads + ((units - 1) * layout.ListEntryByteCount));
}
