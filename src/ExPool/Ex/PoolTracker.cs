using System.Numerics;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Counts allocations, frees and bytes for each tag and pool, on each processor apart, without a
/// lock.</summary>
/// <remarks>
/// NT's pool tracker. A processor finds its entry of a tag through its own hash for each pool, of slots
/// that hold a tag and the place of its entry; entries are dense and never move, so a reader sums them at
/// any time. An allocation is counted before its caller gets the block, a free after that: so whoever reads
/// all frees before all allocations never sees more frees than allocations. A processor that cannot have an
/// entry (no number, tables full) adds interlocked to the counters of the tag's record.
/// </remarks>
internal sealed class PoolTracker<TMachine>(
    TMachine machine,
    TableSpace<TMachine> tables,
    TagTable<TMachine> tags,
    ProcessorTable<TMachine> processors,
    bool capturesCallSites)
    where TMachine : struct, IMachine
{

    // A sixteenth of the slots at most: a first probe nearly always hits, and another one costs ten times as much.
    private const uint SlotsPerEntry = 16;

    private const uint Step = TrackerIndex<TMachine>.SlotByteCount;

    /// <summary>Counts an allocation; its caller does not have the block yet.</summary>
    public void ChargeAllocation(PoolTag tag, PoolKind kind, ulong byteCount) =>
        Charge(tag, kind, byteCount, TrackerField.Allocations, TrackerField.BytesAllocated);

    /// <summary>Counts a free that was done.</summary>
    public void ChargeFree(PoolTag tag, PoolKind kind, ulong byteCount) =>
        Charge(tag, kind, byteCount, TrackerField.Frees, TrackerField.BytesFreed);

    private void Charge(PoolTag tag, PoolKind kind, ulong byteCount, TrackerField counter, TrackerField bytes)
    {
        nuint processor = processors.Current();
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

        processors.Remember(processor, kind, new TrackerRecord<TMachine>(machine, entry).Tag, entry);
        if (counter == TrackerField.Allocations)
        {
            TrackerRecord<TMachine>.CountAllocation(ref machine, entry, byteCount);
        }
        else
        {
            TrackerRecord<TMachine>.CountFree(ref machine, entry, byteCount);
        }
    }

    private nuint FindOrMake(nuint processor, PoolTag tag, PoolKind kind)
    {
        nuint entry = Find(processor, tag, kind);
        return entry != 0 ? entry : Make(processor, tag, kind);
    }

    private nuint Find(nuint processor, PoolTag tag, PoolKind kind)
    {
        nuint slot = FindSlot(ProcessorRecord<TMachine>.SectionAddress(processor, kind), tag);
        return TrackerIndex<TMachine>.TagAt(machine, slot) == 0 ? 0 : TrackerIndex<TMachine>.EntryAt(machine, slot);
    }

    /// <summary>The slot of a tag, or the empty one where it belongs. Slot 0 stays empty.</summary>
    private nuint FindSlot(nuint section, PoolTag tag)
    {
        ProcessorSection<TMachine> pool = new(machine, section);
        nuint index = pool.IndexAddress;
        uint mask = pool.SlotMask;
        for (uint probe = TrackerIndex<TMachine>.Hash(tag) & mask; ; probe = (probe + Step) & mask)
        {
            nuint slot = index + probe;
            uint found = TrackerIndex<TMachine>.TagAt(machine, slot);
            if (found == tag.Value || (found == 0 && probe != 0))
            {
                return slot;
            }
        }
    }

    private nuint Make(nuint processor, PoolTag tag, PoolKind kind)
    {
        ProcessorRecord<TMachine> record = new(machine, processor);
        uint count = record.TrackerCount;
        ProcessorSection<TMachine> pool = new(machine, ProcessorRecord<TMachine>.SectionAddress(processor, kind));
        if ((pool.EntryCount + 1) * SlotsPerEntry * Step > pool.SlotMask && !GrowIndex(processor, kind))
        {
            return 0;
        }

        nuint entry = TakeEntry(record, count);
        if (entry == 0)
        {
            return 0;
        }

        TrackerRecord<TMachine> made = new(machine, entry);
        made.Key = TrackerRecord<TMachine>.KeyOf(tag.Value, kind);
        Place(processor, tag, kind, entry);
        pool.EntryCount++;
        if (pool.EntryCount == ProcessorSection<TMachine>.RecentCount + 1)
        {
            pool.ClearRecent();
        }

        record.TrackerCount = count + 1;
        return entry;
    }

    private void Place(nuint processor, PoolTag tag, PoolKind kind, nuint entry)
    {
        nuint slot = FindSlot(ProcessorRecord<TMachine>.SectionAddress(processor, kind), tag);
        TrackerIndex<TMachine>.Set(machine, slot, tag, entry);
    }

    /// <summary>The place of the next entry; chunk k holds FirstChunkEntryCount shl k entries.</summary>
    private nuint TakeEntry(ProcessorRecord<TMachine> record, uint count)
    {
        int chunk = ChunkOf(count, out uint before);
        if (chunk >= ProcessorRecord<TMachine>.TrackerChunkCount)
        {
            return 0;
        }

        nuint address = record.TrackerChunk(chunk);
        if (address == 0)
        {
            uint entryCount = (uint)ProcessorRecord<TMachine>.FirstChunkEntryCount << chunk;
            address = tables.Take(entryCount * (nuint)TrackerRecord<TMachine>.ByteCount);
            if (address == 0)
            {
                return 0;
            }

            record.SetTrackerChunk(chunk, address);
        }

        return address + ((count - before) * (nuint)TrackerRecord<TMachine>.ByteCount);
    }

    private static int ChunkOf(uint number, out uint before)
    {
        uint first = ProcessorRecord<TMachine>.FirstChunkEntryCount;
        int chunk = BitOperations.Log2((number / first) + 1);
        before = first * ((1u << chunk) - 1);
        return chunk;
    }

    /// <summary>Doubles the hash. The old slots are lost to the tables, at most as much as the new ones.</summary>
    private bool GrowIndex(nuint processor, PoolKind kind)
    {
        ProcessorRecord<TMachine> record = new(machine, processor);
        ProcessorSection<TMachine> pool = new(machine, ProcessorRecord<TMachine>.SectionAddress(processor, kind));
        uint byteCount = (pool.SlotMask + Step) * 2;
        nuint index = tables.Take(byteCount);
        if (index == 0)
        {
            return false;
        }

        pool.IndexAddress = index;
        pool.SlotMask = byteCount - Step;
        for (uint number = 0; number < record.TrackerCount; number++)
        {
            int chunk = ChunkOf(number, out uint before);
            nuint entry = record.TrackerChunk(chunk)
                + ((number - before) * (nuint)TrackerRecord<TMachine>.ByteCount);
            TrackerRecord<TMachine> counted = new(machine, entry);
            if (counted.Kind == kind)
            {
                Place(processor, counted.Tag, kind, entry);
            }
        }

        processors.ShowIndex(processor);
        return true;
    }
}
