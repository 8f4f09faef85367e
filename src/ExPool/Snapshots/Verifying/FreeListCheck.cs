using System;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>
/// Checks the free lists of one descriptor: links both ways, every free block on the list of its size, nothing else.
/// </summary>
/// <remarks>
/// At most one finding a list. An entry whose backward link is where the walk came from can be met only once, so that
/// a walk ends, and a block cannot be on two lists.
/// </remarks>
internal sealed class FreeListCheck(TableReader tables, PoolArea area)
{
    private DescriptorLayout Layout => tables.Layout.Descriptor;

    private BlockLayout Block => tables.Layout.Block;

    private int LinkByteCount => tables.Layout.PointerByteCount;

    /// <summary>Checks all lists.</summary>
    /// <param name="descriptor">The descriptor with what its pages hold.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void Run(DescriptorState descriptor, FindingList findings)
    {
        bool isWhole = true;
        long listed = 0;
        HashSet<ulong> seen = [];
        // There are no blocks of more units than a page has; the heads beyond are unused.
        for (int units = 1; units <= Math.Min(Layout.ListCount, Block.UnitsPerPage); units++)
        {
            isWhole &= Walk(descriptor, units, seen, findings, ref listed);
        }

        // What pages and lists say can be compared only where both are all there.
        bool isComplete = descriptor.DamagedPageCount == 0
            && descriptor.PageCount == descriptor.Word(Layout.TotalPages);
        if (isWhole && isComplete && listed != descriptor.FreeBlockCount)
        {
            TellMissing(descriptor, seen, listed, findings);
        }
    }

    /// <summary>Walks one list; false when it is damaged.</summary>
    private bool Walk(
        DescriptorState descriptor, int units, HashSet<ulong> seen, FindingList findings, ref long listed)
    {
        ulong head = descriptor.HeadOf(units, Layout);
        int offset = (int)(head - descriptor.Address);
        ulong first = LinkAt(descriptor.Bytes, offset);
        ulong last = LinkAt(descriptor.Bytes, offset + LinkByteCount);
        bool isMarked = (descriptor.Word(Layout.ListBitmap + ((units - 1) / 64 * 8)) >> ((units - 1) % 64) & 1) != 0;
        if (isMarked != (first != head))
        {
            findings.Add(
                FindingKind.List, head, default,
                $"The list of {units} units at 0x{head:X} is {(first == head ? "empty" : "not empty")}, but its bit is "
                + $"{(isMarked ? "set" : "clear")}.");
            return false;
        }

        ulong previous = head;
        ulong entry = first;
        while (entry != head)
        {
            if (!CheckEntry(descriptor, units, previous, entry, seen, findings, out ulong next))
            {
                return false;
            }

            listed++;
            previous = entry;
            entry = next;
        }

        if (last != previous)
        {
            findings.Add(
                FindingKind.List, head, default,
                $"The list of {units} units at 0x{head:X} ends with 0x{previous:X}, but its head's backward link is "
                + $"0x{last:X}.");
            return false;
        }

        return true;
    }

    private bool CheckEntry(
        DescriptorState descriptor,
        int units,
        ulong previous,
        ulong entry,
        HashSet<ulong> seen,
        FindingList findings,
        out ulong next)
    {
        next = 0;
        string list = $"the list of {units} units of descriptor {descriptor.Index}";
        ulong unit = (ulong)Block.UnitByteCount;
        ulong firstOffset = (ulong)(Block.FirstBlockByteOffset + Block.HeaderByteCount);
        if (!area.Contains(entry)
            || entry % unit != firstOffset % unit
            || entry % (ulong)Block.PageByteCount < firstOffset)
        {
            return Tell(
                findings, previous, default,
                $"The forward link at 0x{previous:X} in {list} is 0x{entry:X}, no block.");
        }

        ulong block = entry - (ulong)Block.HeaderByteCount;
        Span<byte> bytes = stackalloc byte[Block.HeaderByteCount + Layout.ListEntryByteCount];
        tables.Memory.Read(block, bytes, "free block");
        BlockHeader header = BlockHeader.Read(bytes, 0, Block);
        next = LinkAt(bytes, Block.HeaderByteCount);
        ulong back = LinkAt(bytes, Block.HeaderByteCount + LinkByteCount);
        if (back != previous)
        {
            return Tell(
                findings, entry, header.Tag,
                $"The backward link at 0x{entry:X} in {list} is 0x{back:X}; expected 0x{previous:X}.");
        }

        if (!seen.Add(entry))
        {
            return Tell(
                findings, entry, header.Tag, $"The block at 0x{block:X} is met twice; the second time in {list}.");
        }

        if (!header.IsFree(Block))
        {
            bool isKept = header.StateOf(Block) == PoolBlockState.Lookaside;
            string state = isKept ? "marked as kept by a look-aside list" : "allocated";
            return Tell(findings, entry, header.Tag, $"The block at 0x{block:X} in {list} is {state}.");
        }

        return header.Units == units
            || Tell(findings, entry, header.Tag, $"The block at 0x{block:X} in {list} has {header.Units} units.");
    }

    private ulong LinkAt(ReadOnlySpan<byte> bytes, int offset) => tables.Layout.ReadLink(bytes[offset..]);

    private static bool Tell(FindingList findings, ulong address, PoolTag tag, string message)
    {
        findings.Add(FindingKind.List, address, tag, message);
        return false;
    }

    /// <summary>Every list is sound, but not every free block is on one, or something else is: says which.</summary>
    private static void TellMissing(
        DescriptorState descriptor, HashSet<ulong> seen, long listed, FindingList findings)
    {
        foreach (ulong links in descriptor.FreeBlocks.Keys)
        {
            if (!seen.Contains(links))
            {
                findings.Add(
                    FindingKind.List, links, default,
                    $"The free block with links at 0x{links:X} of {descriptor.FreeBlocks[links]} units is on "
                    + $"no list of descriptor {descriptor.Index}; its pages hold {descriptor.FreeBlockCount} free "
                    + $"blocks, its lists {listed}.");
                return;
            }
        }

        foreach (ulong links in seen)
        {
            if (!descriptor.FreeBlocks.ContainsKey(links))
            {
                findings.Add(
                    FindingKind.NotInPage, links, default,
                    $"The list entry 0x{links:X} of descriptor {descriptor.Index} is no block of its page.");
                return;
            }
        }
    }
}
