using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The shortest way through the pools: a block from, or to, the running processor's own look-aside
/// list.</summary>
/// <remarks>
/// <para>One chain of conditions; where one fails nothing was changed, and the caller takes the long way,
/// which begins anew and knows why. The address that is freed goes through every check that the long way
/// makes too: its range, its page's state, its header, its tag, and the header after it. No lock, no
/// interlocked instruction, no call.</para>
/// <para>All that is needed lies in the processor's block. The owner is busy from before its first look at
/// the tracker's index, whose mask is 0 while the lists are stopped, until the list is whole again
/// (ProcessorLists). The parts of a header are read apart, because the tag may have been written a moment
/// ago: one read of all would wait until that write has left the processor.</para>
/// </remarks>
internal static class FastPath<TMachine>
    where TMachine : struct, IMachine
{
    private static uint FirstPayload => (uint)(TMachine.FirstBlockByteOffset + TMachine.HeaderByteCount);

    private static uint EndOfBlocks =>
        (uint)TMachine.FirstBlockByteOffset + (PoolGeometry<TMachine>.UnitsPerPage * (uint)TMachine.UnitByteCount);

    /// <summary>Takes a block from the running processor's list of its size.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="processor">The running processor's block.</param>
    /// <param name="flags">As the caller gave them.</param>
    /// <param name="byteCount">As the caller gave it.</param>
    /// <param name="tag">As the caller gave it.</param>
    /// <returns>The payload, counted; 0 for the long way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint TryAllocate(
        TMachine machine, nuint processor, PoolFlags flags, nuint byteCount, PoolTag tag)
    {
        PoolFlags pool = flags & ~PoolFlags.Uninitialized;
        if ((pool != PoolFlags.NonPaged && pool != PoolFlags.Paged) || tag.IsNone)
        {
            return 0;
        }

        PoolKind kind = pool == PoolFlags.Paged ? PoolKind.Paged : PoolKind.NonPaged;
        nuint section = ProcessorRecord<TMachine>.SectionAddress(processor, kind);
        nuint payload;
        if (unchecked(byteCount - 1) < PoolGeometry<TMachine>.LargestSmallByteCount)
        {
            uint units = PoolGeometry<TMachine>.UnitsFor(byteCount);
            payload = TryTake(machine, processor, section, kind, units, tag, isBig: false);
        }
        else if (unchecked(byteCount - 1) < LookasideClass<TMachine>.LargestByteCount)
        {
            uint pageCount = (uint)((byteCount + PoolGeometry<TMachine>.PageMask) >> PoolGeometry<TMachine>.PageShift);
            uint number = LookasideClass<TMachine>.OfPages(pageCount);
            payload = TryTake(machine, processor, section, kind, number, tag, isBig: true);
        }
        else
        {
            return 0;
        }

        if ((flags & PoolFlags.Uninitialized) == 0 && payload != 0)
        {
            machine.Fill(payload, byteCount, 0);
        }

        return payload;
    }

    /// <summary>Puts a block into the running processor's list of its size.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="processor">The running processor's block.</param>
    /// <param name="address">As the caller gave it.</param>
    /// <param name="tag">As the caller gave it.</param>
    /// <returns>False for the long way; nothing was changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFree(TMachine machine, nuint processor, nuint address, PoolTag tag)
    {
        nuint section = ProcessorRecord<TMachine>.SectionAddress(processor, PoolKind.NonPaged);
        nuint page = new ProcessorSection<TMachine>(machine, section).PageOf(address);
        if (page >= new ProcessorSection<TMachine>(machine, section).PageCount)
        {
            section = ProcessorRecord<TMachine>.SectionAddress(processor, PoolKind.Paged);
            page = new ProcessorSection<TMachine>(machine, section).PageOf(address);
            if (page >= new ProcessorSection<TMachine>(machine, section).PageCount)
            {
                return false;
            }
        }

        ProcessorSection<TMachine> pool = new(machine, section);
        uint pageState = new PageState<TMachine>(machine, pool.States)[page];
        uint place = (uint)address & PoolGeometry<TMachine>.PageMask;
        if (pageState < PageState<TMachine>.SmallBit)
        {
            nuint record = pool.RunAddressOfPage(page);
            uint pageCount = new RunRecord<TMachine>(machine, record).PageCount;
            return pageState == PageState<TMachine>.BigFirst
                && place == 0
                && new RunRecord<TMachine>(machine, record).Owner == 0
                && unchecked(pageCount - 1) < LookasideClass<TMachine>.LargestPageCount
                && TryPut(
                    machine, processor, section, LookasideClass<TMachine>.OfPages(pageCount), record, address, tag,
                    (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
        }

        if ((place & ((uint)TMachine.UnitByteCount - 1)) != 0 || place < FirstPayload)
        {
            return false;
        }

        nuint block = address - (nuint)TMachine.HeaderByteCount;
        uint units = new PoolBlock<TMachine>(machine, block).Units;
        nuint byteCount = units * (nuint)TMachine.UnitByteCount;
        uint end = place - (uint)TMachine.HeaderByteCount + (uint)byteCount;
        return PoolBlock<TMachine>.IsOf(new PoolBlock<TMachine>(machine, block).LowerHalf, pageState, pool.StoredType)
            && end <= EndOfBlocks
            && (end == EndOfBlocks || new PoolBlock<TMachine>(machine, block + byteCount).PreviousUnits == units)
            && TryPut(
                machine, processor, section, units, PoolBlock<TMachine>.TagAddress(address), address, tag, byteCount);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint TryTake(
        TMachine machine, nuint processor, nuint section, PoolKind kind, uint number, PoolTag tag, bool isBig)
    {
        ProcessorRecord<TMachine> owner = new(machine, processor);
        ProcessorListRecord<TMachine> list = new(machine, ProcessorSection<TMachine>.ListAddress(section, number));
        owner.Busy = 1;
        if (TrackerIndex<TMachine>.TryFindFirst(
            machine, processor, tag, kind, out nuint entry))
        {
            ulong state = list.State;
            uint depth = ProcessorListRecord<TMachine>.DepthOf(state);
            if (depth != 0)
            {
                nuint payload = new MagazineRecord<TMachine>(machine, list.MagazineAddress(owner.Root)).Top(depth);
                nuint key = isBig
                    ? new ProcessorSection<TMachine>(machine, section).RunAddress(payload)
                    : PoolBlock<TMachine>.TagAddress(payload);

                // A block that two threads freed at once is in two lists: whoever takes it second finds it allocated.
                if ((int)Cell<TMachine>.Read<uint>(machine, key) < 0)
                {
                    Cell<TMachine>.Write(machine, key, tag.Value);
                    list.State = unchecked(state + ProcessorListRecord<TMachine>.OneServed);
                    owner.Busy = 0;
                    TrackerRecord<TMachine>.CountAllocation(
                        machine,
                        entry,
                        isBig ? LookasideClass<TMachine>.BytesOfBig(number) : PoolGeometry<TMachine>.BytesOf(number));
                    return payload;
                }
            }
        }

        owner.Busy = 0;
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPut(
        TMachine machine,
        nuint processor,
        nuint section,
        uint number,
        nuint key,
        nuint address,
        PoolTag tag,
        ulong charged)
    {
        if (Cell<TMachine>.Read<uint>(machine, key) != tag.Value || tag.IsNone)
        {
            return false;
        }

        ProcessorRecord<TMachine> owner = new(machine, processor);
        ProcessorListRecord<TMachine> list = new(machine, ProcessorSection<TMachine>.ListAddress(section, number));
        owner.Busy = 1;
        if (TrackerIndex<TMachine>.TryFindFirst(
            machine,
            processor,
            tag,
            (PoolKind)new ProcessorSection<TMachine>(machine, section).Kind,
            out nuint entry))
        {
            ulong state = list.State;
            uint depth = ProcessorListRecord<TMachine>.DepthOf(state);
            if (depth < list.Limit)
            {
                new MagazineRecord<TMachine>(machine, list.MagazineAddress(owner.Root)).SetSlot(depth, address);
                Cell<TMachine>.Write(machine, key, tag.Value | PoolBlock<TMachine>.NotAllocatedBit);
                list.State = state + 1;
                owner.Busy = 0;
                TrackerRecord<TMachine>.CountFree(machine, entry, charged);
                return true;
            }
        }

        owner.Busy = 0;
        return false;
    }
}
