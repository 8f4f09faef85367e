using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The shortest way through the pools: a block from, or to, the running processor's own look-aside
/// list.</summary>
/// <remarks>
/// <para>One chain of conditions; where one fails nothing was changed, and the long way begins anew and knows
/// why. The address that is freed goes through every check that the long way makes too: its range, its
/// page's state, its header, its tag, and the header after it. No lock, no interlocked instruction, no
/// call.</para>
/// <para>All that is needed lies in the processor's block. The owner is busy from before its first look at
/// the tracker's index, whose mask is 0 while the lists are stopped, until the list is whole again
/// (ProcessorLists). The parts of a header are read apart, because the tag may have been written a moment
/// ago: one read of all would wait until that write has left the processor.</para>
/// <para>Written as it is for the compiler: conditions nest and end in the caller's own return, so that no
/// answer is carried in a variable; measured, docs/internals/life-of-an-allocation.md.</para>
/// </remarks>
internal static class FastPath<TMachine>
    where TMachine : struct, IMachine
{
    private static uint FirstPayload => (uint)(TMachine.FirstBlockByteOffset + TMachine.HeaderByteCount);

    private static uint EndOfBlocks =>
        (uint)TMachine.FirstBlockByteOffset + (PoolGeometry<TMachine>.UnitsPerPage * (uint)TMachine.UnitByteCount);

    // What may not be set in a payload's place in its page, counted from the first possible one.
    private static uint OddPlace => ~(PoolGeometry<TMachine>.PageMask & ~((uint)TMachine.UnitByteCount - 1));

    /// <summary>Takes a block from the running processor's list of its size, or goes the long way.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="processor">The running processor's block.</param>
    /// <param name="longWay">What else to do.</param>
    /// <param name="flags">As the caller gave them.</param>
    /// <param name="byteCount">As the caller gave it.</param>
    /// <param name="tag">As the caller gave it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Allocate<TLongWay>(
        TMachine machine, nuint processor, TLongWay longWay, PoolFlags flags, nuint byteCount, PoolTag tag)
        where TLongWay : struct, ILongWay
    {
        PoolFlags pool = flags & ~PoolFlags.Uninitialized;
        if ((pool == PoolFlags.NonPaged || pool == PoolFlags.Paged) && !tag.IsNone)
        {
            PoolKind kind = pool == PoolFlags.Paged ? PoolKind.Paged : PoolKind.NonPaged;
            nuint section = ProcessorRecord<TMachine>.SectionAddress(processor, kind);
            ProcessorRecord<TMachine> owner = new(machine, processor);
            if (unchecked(byteCount - 1) < PoolGeometry<TMachine>.LargestSmallByteCount)
            {
                uint units = PoolGeometry<TMachine>.UnitsFor(byteCount);
                ProcessorListRecord<TMachine> list = new(
                    machine, ProcessorSection<TMachine>.ListAddress(section, units));
                owner.Busy = 1;
                if (TrackerIndex<TMachine>.TryFindFirst(machine, section, tag, out nuint entry))
                {
                    nuint top = list.Top;
                    nuint payload = MagazineRecord<TMachine>.Below(machine, top);
                    nuint key = PoolBlock<TMachine>.TagAddress(payload);

                    // A block that two threads freed at once is in two lists: who takes it second finds it allocated.
                    if (payload != 0 && (int)Cell<TMachine>.Read<uint>(machine, key) < 0)
                    {
                        Cell<TMachine>.Write(machine, key, tag.Value);
                        list.CountServed();
                        list.Top = top - MagazineRecord<TMachine>.SlotByteCount;
                        owner.Busy = 0;
                        TrackerRecord<TMachine>.CountAllocation(
                            machine, entry, PoolGeometry<TMachine>.BytesOf(units));
                        if ((flags & PoolFlags.Uninitialized) == 0)
                        {
                            machine.Fill(payload, byteCount, 0);
                        }

                        return payload;
                    }
                }

                owner.Busy = 0;
            }
            else if (unchecked(byteCount - 1) < LookasideClass<TMachine>.LargestByteCount)
            {
                nuint pageCount = (byteCount + PoolGeometry<TMachine>.PageMask) >> PoolGeometry<TMachine>.PageShift;
                ProcessorListRecord<TMachine> list = new(
                    machine,
                    ProcessorSection<TMachine>.ListAddress(
                        section, LookasideClass<TMachine>.OfPages((uint)pageCount)));
                owner.Busy = 1;
                if (TrackerIndex<TMachine>.TryFindFirst(machine, section, tag, out nuint entry))
                {
                    nuint top = list.Top;
                    nuint payload = MagazineRecord<TMachine>.Below(machine, top);
                    nuint key = new ProcessorSection<TMachine>(machine, section).RunAddress(payload);
                    if (payload != 0 && (int)Cell<TMachine>.Read<uint>(machine, key) < 0)
                    {
                        Cell<TMachine>.Write(machine, key, tag.Value);
                        list.CountServed();
                        list.Top = top - MagazineRecord<TMachine>.SlotByteCount;
                        owner.Busy = 0;
                        TrackerRecord<TMachine>.CountAllocation(
                            machine, entry, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
                        if ((flags & PoolFlags.Uninitialized) == 0)
                        {
                            machine.Fill(payload, byteCount, 0);
                        }

                        return payload;
                    }
                }

                owner.Busy = 0;
            }
        }

        return longWay.Allocate(flags, byteCount, tag);
    }

    /// <summary>Puts a block into the running processor's list of its size, or goes the long way.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="processor">The running processor's block.</param>
    /// <param name="longWay">What else to do.</param>
    /// <param name="address">As the caller gave it.</param>
    /// <param name="tag">As the caller gave it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free<TLongWay>(
        TMachine machine, nuint processor, TLongWay longWay, nuint address, PoolTag tag)
        where TLongWay : struct, ILongWay
    {
        nuint section = ProcessorRecord<TMachine>.SectionAddress(processor, PoolKind.NonPaged);
        nuint page = new ProcessorSection<TMachine>(machine, section).PageOf(address);
        if (page >= new ProcessorSection<TMachine>(machine, section).PageCount)
        {
            section = ProcessorRecord<TMachine>.SectionAddress(processor, PoolKind.Paged);
            page = new ProcessorSection<TMachine>(machine, section).PageOf(address);
        }

        ProcessorSection<TMachine> pool = new(machine, section);
        if (page < pool.PageCount && !tag.IsNone)
        {
            uint pageState = new PageState<TMachine>(machine, pool.States)[page];
            uint place = (uint)address & PoolGeometry<TMachine>.PageMask;
            if (pageState >= PageState<TMachine>.SmallBit)
            {
                if ((unchecked(place - FirstPayload) & OddPlace) == 0
                    && Cell<TMachine>.Read<uint>(machine, PoolBlock<TMachine>.TagAddress(address)) == tag.Value)
                {
                    nuint block = address - (nuint)TMachine.HeaderByteCount;
                    uint units = new PoolBlock<TMachine>(machine, block).Units;
                    nuint byteCount = units * (nuint)TMachine.UnitByteCount;
                    uint end = place - (uint)TMachine.HeaderByteCount + (uint)byteCount;
                    if (PoolBlock<TMachine>.IsOf(
                            new PoolBlock<TMachine>(machine, block).LowerHalf, pageState, pool.StoredType)
                        && (end < EndOfBlocks
                            ? new PoolBlock<TMachine>(machine, block + byteCount).PreviousUnits == units
                            : end == EndOfBlocks))
                    {
                        ProcessorListRecord<TMachine> list = new(
                            machine, ProcessorSection<TMachine>.ListAddress(section, units));
                        ProcessorRecord<TMachine> owner = new(machine, processor);
                        owner.Busy = 1;
                        if (TrackerIndex<TMachine>.TryFindFirst(machine, section, tag, out nuint entry))
                        {
                            nuint top = list.Top;
                            if (top < list.End)
                            {
                                MagazineRecord<TMachine>.Put(machine, top, address);
                                Cell<TMachine>.Write(
                                    machine,
                                    PoolBlock<TMachine>.TagAddress(address),
                                    tag.Value | PoolBlock<TMachine>.NotAllocatedBit);
                                list.Top = top + MagazineRecord<TMachine>.SlotByteCount;
                                owner.Busy = 0;
                                TrackerRecord<TMachine>.CountFree(machine, entry, byteCount);
                                return;
                            }
                        }

                        owner.Busy = 0;
                    }
                }
            }
            else if (pageState == PageState<TMachine>.BigFirst && place == 0)
            {
                nuint key = pool.RunAddressOfPage(page);
                RunRecord<TMachine> run = new(machine, key);
                uint pageCount = run.PageCount;
                if (run.Key == tag.Value
                    && run.Owner == 0
                    && unchecked(pageCount - 1) < LookasideClass<TMachine>.LargestPageCount)
                {
                    ProcessorListRecord<TMachine> list = new(
                        machine,
                        ProcessorSection<TMachine>.ListAddress(section, LookasideClass<TMachine>.OfPages(pageCount)));
                    ProcessorRecord<TMachine> owner = new(machine, processor);
                    owner.Busy = 1;
                    if (TrackerIndex<TMachine>.TryFindFirst(machine, section, tag, out nuint entry))
                    {
                        nuint top = list.Top;
                        if (top < list.End)
                        {
                            MagazineRecord<TMachine>.Put(machine, top, address);
                            run.Key = tag.Value | RunRecord<TMachine>.NotAllocatedBit;
                            list.Top = top + MagazineRecord<TMachine>.SlotByteCount;
                            owner.Busy = 0;
                            TrackerRecord<TMachine>.CountFree(
                                machine, entry, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
                            return;
                        }
                    }

                    owner.Busy = 0;
                }
            }
        }

        longWay.Free(address, tag);
    }
}
