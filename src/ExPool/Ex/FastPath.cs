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
/// <para>All that is needed lies in the processor's block. The owner is busy from before its first look for
/// the tag, which finds nothing while the lists are stopped, until the list is whole again
/// (ProcessorLists). The parts of a header are read apart, because the tag may have been written a moment
/// ago: one read of all would wait until that write has left the processor.</para>
/// <para>Written as it is for the compiler: conditions nest and end in the caller's own return, so that no
/// answer is carried in a variable; measured, docs/internals/life-of-an-allocation.md.</para>
/// </remarks>
internal static class FastPath<TMachine>
    where TMachine : struct, IMachine
{
    private static uint FirstPayload
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)(TMachine.FirstBlockByteOffset + TMachine.HeaderByteCount);
    }

    // Where the payload of a block behind the last one would lie in its page.
    private static uint EndOfPayloads
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => FirstPayload + (PoolGeometry<TMachine>.UnitsPerPage * (uint)TMachine.UnitByteCount);
    }

    // What may not be set in a payload's place in its page, counted from the first possible one.
    private static uint OddPlace
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ~(PoolGeometry<TMachine>.PageMask & ~((uint)TMachine.UnitByteCount - 1));
    }

    private static nuint Tiny
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => PoolGeometry<TMachine>.TinyByteCount;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsHeld(uint key) => (key & PoolBlock<TMachine>.NotAllocatedBit) != 0;

    /// <summary>Whether a block that is freed has the caller's tag; who gives none gets the block's own, if the
    /// block is allocated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTag(uint key, ref PoolTag tag)
    {
        if (!tag.IsNone)
        {
            return key == tag.Value;
        }

        tag = new PoolTag(key);
        return unchecked(key - 1) < PoolBlock<TMachine>.NotAllocatedBit - 1;
    }

    /// <summary>Takes a block from the running processor's list of its size, or goes the long way.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="control">The running processor's control word.</param>
    /// <param name="longWay">What else to do.</param>
    /// <param name="flags">As the caller gave them.</param>
    /// <param name="byteCount">As the caller gave it.</param>
    /// <param name="tag">As the caller gave it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Allocate<TLongWay>(
        TMachine machine, nuint control, TLongWay longWay, PoolFlags flags, nuint byteCount, PoolTag tag)
        where TLongWay : struct, ILongWay
    {
        PoolFlags pool = flags & ~PoolFlags.Uninitialized;
        if ((pool == PoolFlags.NonPaged || pool == PoolFlags.Paged) && !tag.IsNone)
        {
            nuint section = ProcessorRecord<TMachine>.OfControl(
                control, pool == PoolFlags.Paged ? PoolKind.Paged : PoolKind.NonPaged);
            nuint wanted = byteCount;
            if (unchecked(wanted - 1 - Tiny) >= LookasideClass<TMachine>.LargestSmallByteCount - Tiny)
            {
                if (unchecked(wanted - 1) < LookasideClass<TMachine>.LargestByteCount
                    && wanted > PoolGeometry<TMachine>.LargestSmallByteCount)
                {
                    return AllocateBig(machine, section, longWay, flags, byteCount, tag);
                }

                if (unchecked(wanted - 1) >= Tiny)
                {
                    return longWay.Allocate(flags, byteCount, tag);
                }

                wanted = Tiny + 1;
            }

            return AllocateSmall(machine, section, longWay, flags, wanted, tag);
        }

        return longWay.Allocate(flags, byteCount, tag);
    }

    /// <summary>Puts a block into the running processor's list of its size, or goes the long way.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="control">The running processor's control word.</param>
    /// <param name="longWay">What else to do.</param>
    /// <param name="address">As the caller gave it.</param>
    /// <param name="tag">As the caller gave it; none is that of the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free<TLongWay>(
        TMachine machine, nuint control, TLongWay longWay, nuint address, PoolTag tag)
        where TLongWay : struct, ILongWay
    {
        nuint section = ProcessorRecord<TMachine>.OfControl(control, PoolKind.NonPaged);
        nuint page = ShortWay<TMachine>.PageOf(machine, section, address);
        if (page >= ShortWay<TMachine>.PageCount(machine, section))
        {
            section = ProcessorRecord<TMachine>.OfControl(control, PoolKind.Paged);
            page = ShortWay<TMachine>.PageOf(machine, section, address);
            if (page >= ShortWay<TMachine>.PageCount(machine, section))
            {
                longWay.Free(address, tag);
                return;
            }
        }

        uint pageState = ShortWay<TMachine>.State(machine, section, page);
        uint place = (uint)(address & PoolGeometry<TMachine>.PageMask);
        if (pageState >= PageState<TMachine>.SmallBit)
        {
            FreeSmall(machine, section, longWay, address, tag, pageState, place);
            return;
        }

        if (pageState == PageState<TMachine>.BigFirst && place == 0)
        {
            FreeBig(machine, section, longWay, address, tag, page);
            return;
        }

        longWay.Free(address, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint AllocateSmall<TLongWay>(
        TMachine machine, nuint section, TLongWay longWay, PoolFlags flags, nuint byteCount, PoolTag tag)
        where TLongWay : struct, ILongWay
    {
        nuint blockByteCount = PoolGeometry<TMachine>.BlockBytesFor(byteCount);
        nuint list = ProcessorSection<TMachine>.ListAddressOfBytes(section, blockByteCount);
        ShortWay<TMachine>.Enter(machine, section);
        if (TrackerIndex<TMachine>.TryFindFirst(machine, section, tag, out nuint entry))
        {
            nuint top = ShortWay<TMachine>.Top(machine, list);
            nuint payload = ShortWay<TMachine>.Below(machine, top);
            nuint key = PoolBlock<TMachine>.TagAddress(payload);

            // An empty list leads to a block that is not held. So does one that two threads freed at once, which is in
            // two lists, for who takes it second.
            if (IsHeld(ShortWay<TMachine>.Read(machine, key)))
            {
                Serve(machine, section, list, top, key, tag);
                TrackerRecord<TMachine>.CountAllocation(machine, entry, blockByteCount);
                if ((flags & PoolFlags.Uninitialized) == 0)
                {
                    machine.Fill(payload, byteCount, 0);
                }

                return payload;
            }
        }

        ShortWay<TMachine>.Leave(machine, section);
        return longWay.Allocate(flags, byteCount, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint AllocateBig<TLongWay>(
        TMachine machine, nuint section, TLongWay longWay, PoolFlags flags, nuint byteCount, PoolTag tag)
        where TLongWay : struct, ILongWay
    {
        nuint pageCount = (byteCount + PoolGeometry<TMachine>.PageMask) >> PoolGeometry<TMachine>.PageShift;
        nuint list = ProcessorSection<TMachine>.ListAddress(section, LookasideClass<TMachine>.OfPages((uint)pageCount));
        ShortWay<TMachine>.Enter(machine, section);
        if (TrackerIndex<TMachine>.TryFindFirst(machine, section, tag, out nuint entry))
        {
            nuint top = ShortWay<TMachine>.Top(machine, list);
            nuint payload = ShortWay<TMachine>.Below(machine, top);
            if (payload != 0)
            {
                nuint key = ShortWay<TMachine>.Run(
                    machine, section, ShortWay<TMachine>.PageOf(machine, section, payload));
                if (IsHeld(ShortWay<TMachine>.Read(machine, key)))
                {
                    Serve(machine, section, list, top, key, tag);
                    TrackerRecord<TMachine>.CountAllocation(
                        machine, entry, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
                    if ((flags & PoolFlags.Uninitialized) == 0)
                    {
                        machine.Fill(payload, byteCount, 0);
                    }

                    return payload;
                }
            }
        }

        ShortWay<TMachine>.Leave(machine, section);
        return longWay.Allocate(flags, byteCount, tag);
    }

    // The block is the caller's: its tag says so, and it is not in the list any more.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Serve(TMachine machine, nuint section, nuint list, nuint top, nuint key, PoolTag tag)
    {
        ShortWay<TMachine>.Write(machine, key, tag.Value);
        Cell<TMachine>.Add(machine, list, ProcessorListRecord<TMachine>.ServedOffset, 1);
        ShortWay<TMachine>.SetTop(machine, list, top - MagazineRecord<TMachine>.SlotByteCount);
        ShortWay<TMachine>.Leave(machine, section);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FreeSmall<TLongWay>(
        TMachine machine, nuint section, TLongWay longWay, nuint address, PoolTag tag, uint pageState, uint place)
        where TLongWay : struct, ILongWay
    {
        nuint key = PoolBlock<TMachine>.TagAddress(address);
        if ((unchecked(place - FirstPayload) & OddPlace) == 0
            && IsTag(ShortWay<TMachine>.Read(machine, key), ref tag))
        {
            nuint block = address - (nuint)TMachine.HeaderByteCount;
            uint units = ShortWay<TMachine>.Units(machine, block);
            nuint byteCount = units * (nuint)TMachine.UnitByteCount;
            uint end = place + (uint)byteCount;
            if (PoolBlock<TMachine>.IsOf(
                    ShortWay<TMachine>.Read(machine, block),
                    pageState,
                    ShortWay<TMachine>.StoredType(machine, section))
                && (end < EndOfPayloads
                    ? ShortWay<TMachine>.PreviousUnits(machine, block + byteCount) == units
                    : end == EndOfPayloads)
                && (LookasideClass<TMachine>.HasEverySmall || units <= LookasideClass<TMachine>.LargestUnits))
            {
                nuint list = ProcessorSection<TMachine>.ListAddressOfBytes(section, byteCount);
                ShortWay<TMachine>.Enter(machine, section);
                if (TrackerIndex<TMachine>.TryFindFirst(machine, section, tag, out nuint entry))
                {
                    nuint top = ShortWay<TMachine>.Top(machine, list);
                    if (top < ShortWay<TMachine>.End(machine, list))
                    {
                        TakeBack(machine, section, list, top, address, key, tag);
                        TrackerRecord<TMachine>.CountFree(machine, entry, byteCount);
                        return;
                    }
                }

                ShortWay<TMachine>.Leave(machine, section);
            }
        }

        longWay.Free(address, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FreeBig<TLongWay>(
        TMachine machine, nuint section, TLongWay longWay, nuint address, PoolTag tag, nuint page)
        where TLongWay : struct, ILongWay
    {
        nuint run = ShortWay<TMachine>.Run(machine, section, page);
        uint pageCount = ShortWay<TMachine>.Read(machine, run + RunRecord<TMachine>.PageCountOffset);
        if (IsTag(ShortWay<TMachine>.Read(machine, run), ref tag)
            && ShortWay<TMachine>.Read(machine, run + RunRecord<TMachine>.OwnerOffset) == 0
            && unchecked(pageCount - 1) < LookasideClass<TMachine>.LargestPageCount)
        {
            nuint list = ProcessorSection<TMachine>.ListAddress(section, LookasideClass<TMachine>.OfPages(pageCount));
            ShortWay<TMachine>.Enter(machine, section);
            if (TrackerIndex<TMachine>.TryFindFirst(machine, section, tag, out nuint entry))
            {
                nuint top = ShortWay<TMachine>.Top(machine, list);
                if (top < ShortWay<TMachine>.End(machine, list))
                {
                    TakeBack(machine, section, list, top, address, run, tag);
                    TrackerRecord<TMachine>.CountFree(
                        machine, entry, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
                    return;
                }
            }

            ShortWay<TMachine>.Leave(machine, section);
        }

        longWay.Free(address, tag);
    }

    // The block is the list's: its tag says so with bit 31, for a small block as for a large one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TakeBack(
        TMachine machine, nuint section, nuint list, nuint top, nuint address, nuint key, PoolTag tag)
    {
        ShortWay<TMachine>.Put(machine, top, address);
        ShortWay<TMachine>.Write(machine, key, tag.Value | PoolBlock<TMachine>.NotAllocatedBit);
        ShortWay<TMachine>.SetTop(machine, list, top + MagazineRecord<TMachine>.SlotByteCount);
        ShortWay<TMachine>.Leave(machine, section);
    }
}
