using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>Checks that what a look-aside list holds are blocks of its pool and class that nobody else has.</summary>
/// <remarks>At most one finding a list: after the first slot that is wrong the others are as doubtful.</remarks>
internal sealed class SlotCheck(TableReader tables, PoolArea area)
{
    private const int SlotsPerRead = 0x200;

    private readonly byte[] _slots = new byte[SlotsPerRead * sizeof(ulong)];

    private BlockLayout Block => tables.Layout.Block;

    /// <summary>Checks a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="seen">Payloads that were met before; those of this list are added.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void Run(in LookasideList list, HashSet<ulong> seen, FindingList findings)
    {
        if (list.Depth > list.Capacity || list.Capacity > SnapshotLimits.LookasideDepth)
        {
            Tell(
                list, list.Address,
                $"has depth {list.Depth} of {list.Capacity} slots; expected at most {SnapshotLimits.LookasideDepth} "
                + "slots, and no more blocks than slots",
                findings);
            return;
        }

        for (uint first = 0; first < list.Depth; first += SlotsPerRead)
        {
            int count = (int)Math.Min(SlotsPerRead, list.Depth - first);
            Span<byte> slots = _slots.AsSpan(0, count * sizeof(ulong));
            ulong start = list.SlotsAddress + (first * sizeof(ulong));
            tables.RequireTable(start, (ulong)slots.Length, "slots of a look-aside list");
            tables.Read(start, slots, "slots of a look-aside list");
            for (int offset = 0; offset < slots.Length; offset += sizeof(ulong))
            {
                ulong payload = BinaryPrimitives.ReadUInt64LittleEndian(slots[offset..]);
                if ((seen.Add(payload) ? FindFault(list, payload) : "is met twice") is string fault)
                {
                    ulong slot = (first * sizeof(ulong)) + (ulong)offset;
                    ulong address = area.Contains(payload) ? payload : list.Address;
                    Tell(
                        list, address, $"holds 0x{payload:X} in slot {slot / sizeof(ulong)}, which {fault}", findings);
                    return;
                }
            }
        }
    }

    private void Tell(in LookasideList list, ulong address, string complaint, FindingList findings) =>
        findings.Add(
            FindingKind.List, address, default,
            $"The {(list.IsShared ? "shared " : "")}look-aside list of {Name(list.Class)} of {area.Kind} pool at "
            + $"0x{list.Address:X} {complaint}.");

    private string Name(int number) => number < tables.Layout.Lookaside.FirstLargeClass
        ? $"{number} units"
        : $"{number - tables.Layout.Lookaside.FirstLargeClass + 1} pages";

    private string? FindFault(in LookasideList list, ulong payload)
    {
        if (!area.Contains(payload))
        {
            return "is in no page of the pool";
        }

        ulong page = area.PageOf(payload);
        Span<byte> state = stackalloc byte[1];
        tables.Read(area.StatesAddress + page, state, "table of page states");
        return list.Class < tables.Layout.Lookaside.FirstLargeClass
            ? FindSmallFault(payload, state[0], list.Class)
            : FindLargeFault(payload, page, state[0], list.Class);
    }

    private string? FindSmallFault(ulong payload, byte state, int units)
    {
        ulong unit = (ulong)Block.UnitByteCount;
        ulong first = (ulong)(Block.FirstBlockByteOffset + Block.HeaderByteCount);
        ulong offset = payload % (ulong)Block.PageByteCount;
        if (state < tables.Layout.Pool.StateSmall || offset < first || (offset - first) % unit != 0)
        {
            return "is no small block's";
        }

        Span<byte> bytes = stackalloc byte[Block.HeaderByteCount];
        tables.Memory.Read(payload - (ulong)Block.HeaderByteCount, bytes, "header of a block in a look-aside list");
        BlockHeader header = BlockHeader.Read(bytes, 0, Block);
        if (header.StateOf(Block) != PoolBlockState.Lookaside)
        {
            return header.IsFree(Block) ? "is free" : $"is allocated with tag {header.Tag}";
        }

        return header.Units == units ? null : $"has {header.Units} units";
    }

    private string? FindLargeFault(ulong payload, ulong page, byte state, int number)
    {
        if (state != tables.Layout.Pool.StateBigFirst || payload % (ulong)Block.PageByteCount != 0)
        {
            return "is no large block's";
        }

        Span<byte> record = stackalloc byte[tables.Layout.Run.ByteCount];
        tables.Read(area.RunsAddress + (page * (ulong)record.Length), record, "table of runs");
        PageRun run = PageRun.Read(record, tables.Layout.Run);
        if ((run.Key & Block.TagFreeBit) == 0)
        {
            return $"is allocated with tag {new PoolTag(run.Key)}";
        }

        return run.PageCount == (uint)(number - tables.Layout.Lookaside.FirstLargeClass + 1)
            ? null
            : $"has {run.PageCount} pages";
    }
}
