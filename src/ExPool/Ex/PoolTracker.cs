using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Counts allocations, frees and bytes for each tag and pool, on each processor apart, without a
/// lock.</summary>
/// <remarks>
/// NT's pool tracker. A processor finds its entry of a tag through its own hash of 4-byte slots; entries
/// are dense and never move, so a reader sums them at any time. An allocation is counted before its caller
/// gets the block, a free after that: so whoever reads all frees before all allocations never sees more
/// frees than allocations. A processor that cannot have an entry (no number, tables full) adds interlocked
/// to the counters of the tag's record.
/// </remarks>
internal sealed class PoolTracker<TMachine>(
    TMachine machine,
    nuint root,
    TableSpace<TMachine> tables,
    TagTable<TMachine> tags,
    ProcessorTable<TMachine> processors,
    bool capturesCallSites)
    where TMachine : struct, IMachine
{
    private const int EntryShift = 6;

    // A quarter of the slots at most: a first probe nearly always hits.
    private const uint SlotsPerEntry = 4;

    /// <summary>Counts an allocation; its caller does not have the block yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ChargeAllocation(PoolTag tag, PoolKind kind, ulong byteCount)
    {
        nuint entry = FindFirst(tag, kind);
        if (entry == 0)
        {
            ChargeSlowly(tag, kind, byteCount, TrackerField.Allocations, TrackerField.BytesAllocated);
            return;
        }

        new TrackerRecord<TMachine>(machine, entry).CountAllocation(byteCount);
    }

    /// <summary>Counts a free that was done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ChargeFree(PoolTag tag, PoolKind kind, ulong byteCount)
    {
        nuint entry = FindFirst(tag, kind);
        if (entry == 0)
        {
            ChargeSlowly(tag, kind, byteCount, TrackerField.Frees, TrackerField.BytesFreed);
            return;
        }

        new TrackerRecord<TMachine>(machine, entry).CountFree(byteCount);
    }

    private static uint Hash(ulong key) => (uint)(unchecked(key * 0x9E37_79B9_7F4A_7C15) >> 32);

    /// <summary>The entry in the first slot of this processor's hash, if it is the tag's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nuint FindFirst(PoolTag tag, PoolKind kind)
    {
        nuint processor = machine.ProcessorControl;
        if (processor == 0)
        {
            return 0;
        }

        ProcessorRecord<TMachine> record = new(machine, processor);
        ulong key = TrackerRecord<TMachine>.KeyOf(tag.Value, kind);
        nuint slot = record.TrackerIndexAddress + ((nuint)(Hash(key) & record.TrackerIndexMask) * sizeof(uint));
        nuint entry = root + ((nuint)Cell<TMachine>.Read<uint>(machine, slot) << EntryShift);

        // An empty slot is entry 0: the root block, whose first word is no key.
        return new TrackerRecord<TMachine>(machine, entry).Key == key ? entry : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ChargeSlowly(PoolTag tag, PoolKind kind, ulong byteCount, TrackerField counter, TrackerField bytes)
    {
        nuint processor = machine.ProcessorControl;
        if (processor == 0)
        {
            processor = processors.MakeCurrent();
            machine.ProcessorControl = processor;
        }

        uint number = 0;
        nuint entry = processor == 0 ? 0 : Find(processor, tag, kind);
        if (entry == 0)
        {
            number = tags.FindOrAdd(tag, out bool isNew);
            if (isNew && capturesCallSites)
            {
                tags.RecordCallSite(number);
            }

            PoolTag counted = number == 0 ? PoolTag.Overflow : tag;
            entry = processor == 0 ? 0 : FindOrMake(processor, counted, kind);
        }

        if (entry == 0)
        {
            TagRecord<TMachine> shared = new(machine, tags.RecordAt(number));
            shared.AddShared(kind, counter, 1);
            shared.AddShared(kind, bytes, byteCount);
            return;
        }

        TrackerRecord<TMachine> record = new(machine, entry);
        if (counter == TrackerField.Allocations)
        {
            record.CountAllocation(byteCount);
        }
        else
        {
            record.CountFree(byteCount);
        }
    }

    private nuint FindOrMake(nuint processor, PoolTag tag, PoolKind kind)
    {
        nuint entry = Find(processor, tag, kind);
        return entry != 0 ? entry : Make(processor, tag, kind);
    }

    private nuint Find(nuint processor, PoolTag tag, PoolKind kind)
    {
        ulong key = TrackerRecord<TMachine>.KeyOf(tag.Value, kind);
        nuint slot = FindSlot(processor, key, out uint number);
        return slot != 0 && number != 0 ? root + ((nuint)number << EntryShift) : 0;
    }

    private nuint FindSlot(nuint processor, ulong key, out uint number)
    {
        ProcessorRecord<TMachine> record = new(machine, processor);
        nuint index = record.TrackerIndexAddress;
        uint mask = record.TrackerIndexMask;
        for (uint probe = Hash(key); ; probe = unchecked(probe + 1))
        {
            nuint slot = index + ((nuint)(probe & mask) * sizeof(uint));
            number = Cell<TMachine>.Read<uint>(machine, slot);
            if (number == 0 || KeyAt(number) == key)
            {
                return slot;
            }
        }
    }

    private ulong KeyAt(uint number) =>
        new TrackerRecord<TMachine>(machine, root + ((nuint)number << EntryShift)).Key;

    private nuint Make(nuint processor, PoolTag tag, PoolKind kind)
    {
        ProcessorRecord<TMachine> record = new(machine, processor);
        uint count = record.TrackerCount;
        if ((count + 1) * SlotsPerEntry > record.TrackerIndexMask && !GrowIndex(processor))
        {
            return 0;
        }

        nuint entry = TakeEntry(record, count);
        if (entry == 0)
        {
            return 0;
        }

        ulong key = TrackerRecord<TMachine>.KeyOf(tag.Value, kind);
        TrackerRecord<TMachine> made = new(machine, entry);
        made.Key = key;
        nuint slot = FindSlot(processor, key, out _);
        Cell<TMachine>.Write(machine, slot, (uint)((entry - root) >> EntryShift));
        record.TrackerCount = count + 1;
        return entry;
    }

    /// <summary>The place of the next entry; chunk k holds FirstChunkEntryCount shl k entries.</summary>
    private nuint TakeEntry(ProcessorRecord<TMachine> record, uint count)
    {
        uint first = ProcessorRecord<TMachine>.FirstChunkEntryCount;
        int chunk = System.Numerics.BitOperations.Log2((count / first) + 1);
        if (chunk >= ProcessorRecord<TMachine>.TrackerChunkCount)
        {
            return 0;
        }

        uint before = first * ((1u << chunk) - 1);
        nuint address = record.TrackerChunk(chunk);
        if (address == 0)
        {
            address = tables.Take((nuint)(first << chunk) * TrackerRecord<TMachine>.ByteCount);
            if (address == 0)
            {
                return 0;
            }

            record.SetTrackerChunk(chunk, address);
        }

        return address + ((count - before) * (nuint)TrackerRecord<TMachine>.ByteCount);
    }

    /// <summary>Doubles the hash. The old slots are lost to the tables, at most as much as the new ones.</summary>
    private bool GrowIndex(nuint processor)
    {
        ProcessorRecord<TMachine> record = new(machine, processor);
        uint slotCount = (record.TrackerIndexMask + 1) * 2;
        nuint old = record.TrackerIndexAddress;
        nuint index = tables.Take(slotCount * sizeof(uint));
        if (index == 0)
        {
            return false;
        }

        record.TrackerIndexAddress = index;
        record.TrackerIndexMask = slotCount - 1;
        for (uint slot = 0; slot < slotCount / 2; slot++)
        {
            uint number = Cell<TMachine>.Read<uint>(machine, old + (slot * sizeof(uint)));
            if (number != 0)
            {
                Cell<TMachine>.Write(machine, FindSlot(processor, KeyAt(number), out _), number);
            }
        }

        return true;
    }
}
