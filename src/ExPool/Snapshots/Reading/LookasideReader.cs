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
        int offset = area.Kind == PoolKind.Paged
            ? tables.Layout.Processor.PagedLists
            : tables.Layout.Processor.NonPagedLists;
        foreach (ulong processor in ReadProcessors())
        {
            tables.Read(processor + (ulong)offset, _lists, "look-aside lists");
            for (int number = 0; number < List.ClassCount; number++)
            {
                if (MagazineOf(_lists.AsSpan(number * List.ByteCount)) != 0)
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
        ulong processor = list.BusyAddress - (ulong)tables.Layout.Processor.Busy;
        return list.IsShared
            ? ParseShared(list.Kind, list.Class, list.Address, bytes)
            : Parse(list.Kind, list.Class, list.Address, processor, bytes);
    }

    /// <summary>Whether somebody is inside of a list now.</summary>
    /// <param name="list">The list.</param>
    public bool IsBusy(in LookasideList list) => tables.ReadUInt32(list.BusyAddress, "look-aside list's lock") != 0;

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

    private ulong MagazineOf(ReadOnlySpan<byte> list) =>
        (ulong)BinaryPrimitives.ReadUInt32LittleEndian(list[List.Magazine..]) << List.MagazineShift;

    private LookasideList Parse(PoolKind kind, int number, ulong address, ulong processor, ReadOnlySpan<byte> list)
    {
        ulong magazine = tables.RootAddress + MagazineOf(list);
        Span<byte> head = stackalloc byte[List.MagazineByteCount];
        Span<byte> again = stackalloc byte[List.MagazineByteCount];
        tables.Read(magazine, head, "look-aside list's magazine");
        ulong state = 0;
        for (int attempt = 0; attempt < SnapshotLimits.RetryCount; attempt++)
        {
            // A refill between magazine and state would show its blocks in the depth, but not as brought in.
            state = tables.ReadUInt64(address + (ulong)List.State, "look-aside list");
            tables.Read(magazine, again, "look-aside list's magazine");
            if (again.SequenceEqual(head))
            {
                break;
            }

            again.CopyTo(head);
        }

        return new LookasideList
        {
            Kind = kind,
            Class = number,
            IsShared = false,
            Address = address,
            BusyAddress = processor + (ulong)tables.Layout.Processor.Busy,
            Depth = (uint)(state & ((1UL << List.DepthBitCount) - 1)),
            Served = state >> List.DepthBitCount,
            Limit = BinaryPrimitives.ReadUInt16LittleEndian(list[List.Limit..]),
            Capacity = BinaryPrimitives.ReadUInt32LittleEndian(head[List.Capacity..]),
            SlotsAddress = magazine + (ulong)List.MagazineByteCount,
            AllocateMisses = BinaryPrimitives.ReadUInt64LittleEndian(head[List.AllocateMisses..]),
            FreeMisses = BinaryPrimitives.ReadUInt64LittleEndian(head[List.FreeMisses..]),
            BlocksIn = BinaryPrimitives.ReadUInt64LittleEndian(head[List.BlocksIn..]),
            BlocksOut = BinaryPrimitives.ReadUInt64LittleEndian(head[List.BlocksOut..]),
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
