using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>All tags that were ever used, each once: who used it first, and counters for processors without
/// an entry of their own.</summary>
/// <remarks>
/// NT's PoolTrackTable in purpose. A tag enters at its first use and never leaves; when the table is full,
/// a new tag is counted as 'Ovfl' by everyone, from then on, so that allocations and frees of one tag never
/// part. Record 0 is 'Ovfl'.
/// </remarks>
internal sealed class TagTable<TMachine>(
    TMachine machine, nuint root, TableSpace<TMachine> tables, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    private const uint FirstSlotCount = 256;
    private const uint GrowthRecordCount = 64;

    // A probe ends at an empty slot, so at most half of the slots are used.
    private const uint SlotsPerRecord = 2;

    /// <summary>At boot: makes the table with its overflow record.</summary>
    public bool Create()
    {
        if (!GrowIndex(FirstSlotCount) || !GrowRecords(0))
        {
            return false;
        }

        Append(PoolTag.Overflow);
        return true;
    }

    /// <summary>The record's address.</summary>
    public nuint RecordAt(uint number) =>
        new RootRecord<TMachine>(machine, root).TagsAddress + (number * (nuint)TagRecord<TMachine>.ByteCount);

    /// <summary>The tag's record; the overflow record when the table is full.</summary>
    /// <param name="tag">Any tag but none.</param>
    /// <param name="isNew">True for the one call that brought the tag in.</param>
    public uint FindOrAdd(PoolTag tag, out bool isNew)
    {
        using PoolLock<TMachine> scope = new(machine, root + RootRecord<TMachine>.TagLockOffset, Irql.Dispatch, gate);
        isNew = false;
        nuint slot = FindSlot(tag.Value, out uint number);
        if (number != 0)
        {
            return number - 1;
        }

        RootRecord<TMachine> record = new(machine, root);
        uint count = record.TagCount;
        if (tag == PoolTag.Overflow)
        {
            return 0;
        }

        if (!HasRoom(record, count))
        {
            // A table that once refused a tag takes no other: else the frees of that tag would be counted apart from
            // its allocations.
            record.TagMaximum = count;
            return 0;
        }

        slot = FindSlot(tag.Value, out _);

        isNew = true;
        Cell<TMachine>.Write(machine, slot, count + 1);
        Append(tag);
        return count;
    }

    /// <summary>Asks the machine who is calling and keeps the answer as the tag's first call site. No lock
    /// is held.</summary>
    public void RecordCallSite(uint number)
    {
        Span<byte> text = stackalloc byte[TagRecord<TMachine>.CallSiteMaximumByteCount];
        int byteCount = machine.DescribeCaller(text);
        TagRecord<TMachine> record = new(machine, RecordAt(number));
        RawBytes<TMachine>.Write(machine, record.CallSiteAddress, text[..byteCount]);
        record.CallSiteByteCount = (ushort)byteCount;
        record.Flags = TagRecord<TMachine>.CallSiteReady;
    }

    private static uint Hash(uint tag) => unchecked(tag * 0x9E37_79B1u) >> 8;

    private nuint FindSlot(uint tag, out uint number)
    {
        RootRecord<TMachine> record = new(machine, root);
        nuint index = record.TagIndexAddress;
        uint mask = record.TagIndexMask;
        for (uint probe = Hash(tag); ; probe++)
        {
            nuint slot = index + ((probe & mask) * sizeof(uint));
            number = Cell<TMachine>.Read<uint>(machine, slot);
            if (number == 0 || new TagRecord<TMachine>(machine, RecordAt(number - 1)).Tag == tag)
            {
                return slot;
            }
        }
    }

    private void Append(PoolTag tag)
    {
        RootRecord<TMachine> tableRoot = new(machine, root);
        uint count = tableRoot.TagCount;
        TagRecord<TMachine> record = new(machine, RecordAt(count));
        record.Tag = tag.Value;
        record.FirstTick = machine.TickCount;
        tableRoot.TagCount = count + 1;
    }

    /// <summary>Records are committed in steps, the first of a step asks for its memory; the hash doubles.</summary>
    private bool HasRoom(RootRecord<TMachine> record, uint count) =>
        count < record.TagMaximum
        && (count % GrowthRecordCount != 0 || GrowRecords(count))
        && ((count + 1) * SlotsPerRecord <= record.TagIndexMask || GrowIndex((record.TagIndexMask + 1) * 2));

    private bool GrowRecords(uint count)
    {
        RootRecord<TMachine> record = new(machine, root);
        uint next = Math.Min(count + GrowthRecordCount, record.TagMaximum);
        return tables.Grow(
            record.TagsAddress,
            count * (nuint)TagRecord<TMachine>.ByteCount,
            next * (nuint)TagRecord<TMachine>.ByteCount);
    }

    private bool GrowIndex(uint slotCount)
    {
        nuint index = tables.Take(slotCount * sizeof(uint));
        if (index == 0)
        {
            return false;
        }

        RootRecord<TMachine> record = new(machine, root);
        record.TagIndexAddress = index;
        record.TagIndexMask = slotCount - 1;
        for (uint number = 1; number < record.TagCount; number++)
        {
            nuint slot = FindSlot(new TagRecord<TMachine>(machine, RecordAt(number)).Tag, out _);
            Cell<TMachine>.Write(machine, slot, number + 1);
        }

        return true;
    }
}
