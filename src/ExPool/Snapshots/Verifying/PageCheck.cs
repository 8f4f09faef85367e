using System;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>Checks the headers of one page of small blocks, and counts its blocks.</summary>
/// <remarks>
/// At most one finding a page: after the first damage the rest of a page cannot be told from its consequences.
/// </remarks>
internal sealed class PageCheck(PoolLayout layout, PoolArea area, KeptBlocks kept)
{
    private readonly List<BlockHeader> _headers = [];

    private BlockLayout Block => layout.Block;

    /// <summary>Checks a page.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="page">Its number.</param>
    /// <param name="descriptor">The descriptor that its state names; counts what the page holds.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void Run(ReadOnlySpan<byte> bytes, ulong page, DescriptorState descriptor, FindingList findings)
    {
        ulong start = area.AddressOf(page);
        HeaderDamage? damage = PageWalker.Walk(bytes, Block, _headers) ?? FindWrongHeader((byte)descriptor.Index);
        descriptor.PageCount++;
        if (damage is HeaderDamage found)
        {
            descriptor.DamagedPageCount++;
            ulong address = start + (ulong)found.Offset;
            findings.Add(found.Kind, address, found.Tag, $"The header at 0x{address:X} has {found.Text}.");
            return;
        }

        foreach (BlockHeader header in _headers)
        {
            Count(header, start, descriptor);
        }
    }

    private HeaderDamage? FindWrongHeader(byte index)
    {
        bool isAfterFree = false;
        PoolTag before = default;
        foreach (BlockHeader header in _headers)
        {
            bool isFree = header.IsFree(Block);
            if (FindWrongField(header, index, isFree) is string text)
            {
                ulong kind = isFree ? FindingKind.FreeHeaderChanged : FindingKind.Header;
                return new HeaderDamage(kind, header.Offset, isFree ? before : header.Tag, text);
            }

            if (isFree && isAfterFree)
            {
                return new HeaderDamage(
                    FindingKind.Neighbours, header.Offset, header.Tag,
                    "a free block before it; expected one merged block");
            }

            isAfterFree = isFree;
            before = header.Tag;
        }

        return null;
    }

    private string? FindWrongField(in BlockHeader header, byte index, bool isFree)
    {
        byte allocated = area.Kind == PoolKind.Paged ? Block.TypePaged : Block.TypeNonPaged;
        bool saysNobody = (header.RawTag & Block.TagFreeBit) != 0;
        if (isFree && !saysNobody)
        {
            return $"pool type {header.PoolType} with tag field 0x{header.RawTag:X8}; "
                + $"expected pool type {allocated}, or bit 31 set";
        }

        if (!isFree && (header.PoolType & ~Block.TypeQuotaBit) != allocated)
        {
            return $"pool type {header.PoolType}; expected {allocated} in {area.Kind} pool, "
                + $"and {Block.TypeQuotaBit} more if it is charged to a process";
        }

        if (!saysNobody && header.Tag.IsNone)
        {
            return "no tag; expected that of its owner";
        }

        return header.PoolIndex == index ? null : $"pool index {header.PoolIndex}; expected {index}, as its page says";
    }

    private void Count(in BlockHeader header, ulong start, DescriptorState descriptor)
    {
        if (!header.IsFree(Block))
        {
            descriptor.BlockCount++;
            descriptor.BlockBytes += (ulong)(header.Units * Block.UnitByteCount);
            if (header.StateOf(Block) == PoolBlockState.Lookaside)
            {
                kept.Add(start + (ulong)(header.Offset + Block.HeaderByteCount));
            }

            return;
        }

        if (header.Units < 2)
        {
            return; // A hole too small for links is on no list.
        }

        descriptor.FreeBlockCount++;
        if (descriptor.FreeBlocks.Count < SnapshotLimits.RememberedFreeBlockCount)
        {
            ulong links = start + (ulong)(header.Offset + Block.HeaderByteCount);
            descriptor.FreeBlocks.Add(links, header.Units);
        }
    }
}
