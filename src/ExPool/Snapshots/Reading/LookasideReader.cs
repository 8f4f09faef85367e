using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads the look-aside lists of the processors, and those they share.</summary>
internal sealed class LookasideReader(TableReader tables)
{
    private readonly ProcessorList _processors = new(tables);
    private readonly byte[] _lists = new byte[tables.Layout.Lookaside.ClassCount * tables.Layout.Lookaside.ByteCount];
    private readonly byte[] _shared = new byte[tables.Layout.Lookaside.ClassCount * tables.Layout.Shared.ByteCount];

    private LookasideLayout List => tables.Layout.Lookaside;

    private SharedListLayout Shared => tables.Layout.Shared;

    /// <summary>Bytes of a block of a class.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="number">The class.</param>
    public static ulong BlockByteCount(PoolLayout layout, int number) => number < layout.Lookaside.FirstLargeClass
        ? (ulong)(number * layout.Block.UnitByteCount)
        : (ulong)(number - layout.Lookaside.FirstLargeClass + 1) * (ulong)layout.Block.PageByteCount;

    /// <summary>Every list of a pool that was ever used: processor by processor, then the shared ones.</summary>
    /// <param name="area">The pool.</param>
    public IEnumerable<LookasideList> ReadAll(PoolArea area)
    {
        int offset = SectionOf(area.Kind) + tables.Layout.Processor.SectionLists;
        foreach (ulong processor in ReadProcessors())
        {
            tables.Read(processor + (ulong)offset, _lists, "look-aside lists");
            for (int number = 0; number < List.ClassCount; number++)
            {
                if (WordOf(_lists.AsSpan(number * List.ByteCount), List.Magazine) != 0)
                {
                    ulong address = processor + (ulong)(offset + (number * List.ByteCount));
                    yield return Parse(
                        area.Kind, number, address, processor, _lists.AsSpan(number * List.ByteCount, List.ByteCount));
                }
            }
        }

        if (area.SharedListsAddress == 0)
        {
            yield break;
        }

        tables.Read(area.SharedListsAddress, _shared, "shared look-aside lists");
        for (int number = 0; number < List.ClassCount; number++)
        {
            LookasideList list = ParseShared(
                area.Kind,
                number,
                area.SharedListsAddress + (ulong)(number * Shared.ByteCount),
                _shared.AsSpan(number * Shared.ByteCount, Shared.ByteCount));
            if (list.SlotsAddress != 0)
            {
                yield return list;
            }
        }
    }

    /// <summary>Reads a list once more.</summary>
    /// <param name="list">What was read before.</param>
    public LookasideList ReadAgain(in LookasideList list)
    {
        Span<byte> bytes = stackalloc byte[list.IsShared ? Shared.ByteCount : List.ByteCount];
        tables.Read(list.Address, bytes, "look-aside list");
        ulong processor = ProcessorOf(list);
        return list.IsShared
            ? ParseShared(list.Kind, list.Class, list.Address, bytes)
            : Parse(list.Kind, list.Class, list.Address, processor, bytes);
    }

    /// <summary>Whether somebody is inside of a list now: its owner, or who stopped it; or who has its lock.</summary>
    /// <param name="list">The list.</param>
    public bool IsBusy(in LookasideList list)
    {
        ulong stop = ProcessorOf(list) + (ulong)tables.Layout.Processor.Stop;
        return tables.ReadUInt32(list.BusyAddress, "look-aside list's lock") == 1
            || (!list.IsShared && tables.ReadUInt32(stop, "processor block") != 0);
    }

    /// <summary>The processors' blocks; none may share bytes, or little memory would make much work.</summary>
    private ulong[] ReadProcessors()
    {
        ulong[] processors = _processors.Read(tables.ReadRoot()).ToArray();
        Array.Sort(processors);
        for (int index = 1; index < processors.Length; index++)
        {
            if (processors[index] - processors[index - 1] < (ulong)tables.Layout.Processor.ByteCount)
            {
                throw new SnapshotFormatException(
                    $"The processor blocks at 0x{processors[index - 1]:X} and 0x{processors[index]:X} overlap.",
                    processors[index]);
            }
        }

        return processors;
    }

    private static ulong WordOf(ReadOnlySpan<byte> list, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(list[offset..]);

    private int SectionOf(PoolKind kind) => kind == PoolKind.Paged
        ? tables.Layout.Processor.PagedSection
        : tables.Layout.Processor.NonPagedSection;

    private ulong ProcessorOf(in LookasideList list) =>
        unchecked(list.BusyAddress - (ulong)(SectionOf(list.Kind) + tables.Layout.Processor.Busy));

    /// <summary>The number of a slot; more than any list has where the address is no slot's.</summary>
    private uint SlotOf(ulong magazine, ulong slot)
    {
        ulong distance = unchecked(slot - magazine - (ulong)List.MagazineByteCount);
        ulong number = distance / (ulong)List.SlotByteCount;
        return distance % (ulong)List.SlotByteCount == 0 && number < uint.MaxValue ? (uint)number : uint.MaxValue;
    }

    private LookasideList Parse(PoolKind kind, int number, ulong address, ulong processor, ReadOnlySpan<byte> list)
    {
        ulong magazine = WordOf(list, List.Magazine);
        Span<byte> head = stackalloc byte[List.MagazineByteCount];
        Span<byte> again = stackalloc byte[List.MagazineByteCount];
        ulong top = 0;
        ulong end = 0;
        ulong served = 0;
        for (int attempt = 0; attempt < SnapshotLimits.RetryCount; attempt++)
        {
            // A refill between magazine and top would show its blocks in the depth, but not as brought in. What was
            // served is counted before the top moves, so it is read after it. A magazine may move meanwhile.
            tables.Read(magazine, head, "look-aside list's magazine");
            top = tables.ReadUInt64(address + (ulong)List.Top, "look-aside list");
            end = tables.ReadUInt64(address + (ulong)List.End, "look-aside list");
            served = tables.ReadUInt64(address + (ulong)List.Served, "look-aside list");
            tables.Read(magazine, again, "look-aside list's magazine");
            ulong after = tables.ReadUInt64(address + (ulong)List.Magazine, "look-aside list");
            if (again.SequenceEqual(head) && after == magazine)
            {
                break;
            }

            magazine = after;
        }

        return new LookasideList
        {
            Kind = kind,
            Class = number,
            IsShared = false,
            Address = address,
            BusyAddress = processor + (ulong)(SectionOf(kind) + tables.Layout.Processor.Busy),
            Depth = SlotOf(magazine, top),
            Served = served,
            Limit = SlotOf(magazine, end),
            Capacity = BinaryPrimitives.ReadUInt32LittleEndian(head[List.Capacity..]),
            SlotsAddress = magazine + (ulong)List.MagazineByteCount,
            AllocateMisses = WordOf(head, List.AllocateMisses),
            FreeMisses = WordOf(head, List.FreeMisses),
            BlocksIn = WordOf(head, List.BlocksIn),
            BlocksOut = WordOf(head, List.BlocksOut),
        };
    }

    private LookasideList ParseShared(PoolKind kind, int number, ulong address, ReadOnlySpan<byte> list)
    {
        uint capacity = BinaryPrimitives.ReadUInt32LittleEndian(list[Shared.Capacity..]);
        return new LookasideList
        {
            Kind = kind,
            Class = number,
            IsShared = true,
            Address = address,
            BusyAddress = address + (ulong)Shared.Lock,
            Depth = BinaryPrimitives.ReadUInt32LittleEndian(list[Shared.Depth..]),
            Limit = capacity,
            Capacity = capacity,
            SlotsAddress = BinaryPrimitives.ReadUInt64LittleEndian(list[Shared.SlotsAddress..]),
            BlocksIn = BinaryPrimitives.ReadUInt64LittleEndian(list[Shared.BlocksIn..]),
            BlocksOut = BinaryPrimitives.ReadUInt64LittleEndian(list[Shared.BlocksOut..]),
        };
    }
}
