using System;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Finds the block of the running processor, and makes it when the processor is new.</summary>
/// <remarks>
/// A number's block is made once and stays: when a thread of the host dies, the next thread with its number
/// goes on with the block and its counters. The array of addresses is committed with the root's tables; a
/// block is complete before its address is written.
/// </remarks>
internal sealed class ProcessorTable<TMachine>(TMachine machine, nuint root, TableSpace<TMachine> tables)
    where TMachine : struct, IMachine
{
    private const uint FirstSlotCount = 256;

    /// <summary>Processors that have a block, or had one: numbers are below it.</summary>
    public uint Count => Cell<TMachine>.ReadShared32(machine, root + RootRecord<TMachine>.ProcessorCountOffset);

    /// <summary>The block of a processor; 0 when it never had one.</summary>
    public nuint At(uint number) => (nuint)Cell<TMachine>.ReadShared(machine, SlotOf(number));

    /// <summary>The running processor's block, made now if it must be.</summary>
    /// <returns>0 when the machine has no number for it or the tables no room: it counts in shared places and
    /// has no lists.</returns>
    public nuint Current()
    {
        nuint processor = ProcessorRecord<TMachine>.OfControl(machine.ProcessorControl);
        if (processor == 0)
        {
            processor = Enter();
            machine.ProcessorControl = ProcessorRecord<TMachine>.ControlOf(processor);
        }

        return processor;
    }

    /// <summary>Lets the running processor know how far the pools have grown.</summary>
    public void ShowPageCounts()
    {
        nuint processor = Current();
        if (processor == 0)
        {
            return;
        }

        foreach (PoolKind kind in (ReadOnlySpan<PoolKind>)[PoolKind.NonPaged, PoolKind.Paged])
        {
            ProcessorSection<TMachine> section = new(
                machine, ProcessorRecord<TMachine>.SectionAddress(processor, kind));
            section.PageCount = new PoolRecord<TMachine>(
                machine, new RootRecord<TMachine>(machine, root).PoolAddress(kind)).CommittedPageCount;
        }
    }

    /// <summary>Lets the owner's fast look-up see its hashes, unless the lists are stopped.</summary>
    /// <remarks>Called by the owner. Whoever stops the lists waits until the owner is not busy, and hides the hashes
    /// after that.</remarks>
    public void ShowIndex(nuint processor)
    {
        ProcessorRecord<TMachine> record = new(machine, processor);
        SetBusy(processor, isBusy: true);
        if (record.Stop == 0)
        {
            record.ShowIndex(isShown: true);
            if (WasStopped(processor))
            {
                record.ShowIndex(isShown: false);
            }
        }

        SetBusy(processor, isBusy: false);
    }

    /// <summary>Lets the owner's fast look-up find a tag at the first look, unless the lists are stopped.</summary>
    /// <remarks>As <see cref="ShowIndex"/>, for one slot. Not with more tags than slots: a first look that is right as
    /// often as wrong costs the processor more than one that is always wrong.</remarks>
    public void Remember(nuint processor, PoolKind kind, PoolTag tag, nuint entry)
    {
        nuint section = ProcessorRecord<TMachine>.SectionAddress(processor, kind);
        nuint slot = TrackerIndex<TMachine>.RecentSlot(section, tag);
        if (new ProcessorSection<TMachine>(machine, section).EntryCount > ProcessorSection<TMachine>.RecentCount
            || TrackerIndex<TMachine>.TagAt(machine, slot) == tag.Value)
        {
            return;
        }

        using OwnLists<TMachine> lists = new(machine, processor, kind);
        if (lists.IsAllowed)
        {
            TrackerIndex<TMachine>.Set(machine, slot, tag, entry);
            if (WasStopped(processor))
            {
                new ProcessorSection<TMachine>(machine, section).ShowRecent(isShown: false);
            }
        }
    }

    /// <summary>Whether the lists were stopped before what the owner wrote last was seen by all.</summary>
    /// <remarks>A full barrier: damage found meanwhile stops the lists after it, or is seen behind it.</remarks>
    private bool WasStopped(nuint processor) =>
        Cell<TMachine>.Exchange(machine, processor + ProcessorRecord<TMachine>.StopOffset, 0, 0) != 0;

    private void SetBusy(nuint processor, bool isBusy)
    {
        foreach (PoolKind kind in (ReadOnlySpan<PoolKind>)[PoolKind.NonPaged, PoolKind.Paged])
        {
            ProcessorSection<TMachine> section = new(
                machine, ProcessorRecord<TMachine>.SectionAddress(processor, kind));
            section.IsBusy = isBusy;
        }
    }

    private nuint SlotOf(uint number) =>
        new RootRecord<TMachine>(machine, root).ProcessorsAddress + ((nuint)number * sizeof(ulong));

    private nuint Enter()
    {
        int number = machine.CurrentProcessor;
        if (number < 0)
        {
            return 0;
        }

        // Only the owner of a number comes here with it, so no lock is needed for its slot.
        nuint block = At((uint)number);
        if (block == 0)
        {
            block = Make((uint)number);
            if (block == 0)
            {
                return 0;
            }

            Cell<TMachine>.Publish(machine, SlotOf((uint)number), block);
            CountUpTo((uint)number + 1);
            return block;
        }

        // The owner before may have died with a context open.
        ProcessorRecord<TMachine> record = new(machine, block);
        record.ScopeCount = 0;
        SetBusy(block, isBusy: false);
        ShowIndex(block);
        return block;
    }

    private nuint Make(uint number)
    {
        nuint block = tables.Take(ProcessorRecord<TMachine>.ByteCount);
        if (block == 0)
        {
            return 0;
        }

        ProcessorRecord<TMachine> record = new(machine, block);
        record.Number = number;
        foreach (PoolKind kind in (ReadOnlySpan<PoolKind>)[PoolKind.NonPaged, PoolKind.Paged])
        {
            nuint index = tables.Take(FirstSlotCount * TrackerIndex<TMachine>.SlotByteCount);
            if (index == 0)
            {
                return 0;
            }

            MakeSection(block, kind, index);
        }

        record.ShowIndex(isShown: true);
        return block;
    }

    private void MakeSection(nuint block, PoolKind kind, nuint index)
    {
        PoolRecord<TMachine> pool = new(machine, new RootRecord<TMachine>(machine, root).PoolAddress(kind));
        nuint address = ProcessorRecord<TMachine>.SectionAddress(block, kind);
        ProcessorSection<TMachine> section = new(machine, address);
        section.Start = pool.Start;
        section.PageCount = pool.CommittedPageCount;
        section.States = pool.StatesAddress;
        section.Runs = pool.RunsAddress;
        section.StoredType = PoolBlock<TMachine>.StoredTypeOf(kind);
        section.Kind = (uint)kind;
        section.IndexAddress = index;
        section.SlotMask = (FirstSlotCount - 1) * TrackerIndex<TMachine>.SlotByteCount;
        nuint noSmall = block + ProcessorRecord<TMachine>.NoSmallOffset;
        MagazineRecord<TMachine>.PutNoBlock(machine, noSmall, block + ProcessorRecord<TMachine>.NoBlock);
        for (uint number = 0; number < LookasideClass<TMachine>.Count; number++)
        {
            ProcessorListRecord<TMachine> list = new(machine, ProcessorSection<TMachine>.ListAddress(address, number));
            nuint nothing = LookasideClass<TMachine>.IsBig(number)
                ? block + ProcessorRecord<TMachine>.NoBigOffset
                : noSmall;
            list.Top = nothing;
            list.End = nothing;
        }
    }

    private void CountUpTo(uint count)
    {
        nuint address = root + RootRecord<TMachine>.ProcessorCountOffset;
        uint seen = Cell<TMachine>.ReadShared32(machine, address);
        while (seen < count)
        {
            uint found = Cell<TMachine>.Exchange(machine, address, count, seen);
            seen = found == seen ? count : found;
        }
    }
}
