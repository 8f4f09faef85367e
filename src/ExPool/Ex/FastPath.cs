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

    // For a large block the same bit (RunRecord.NotAllocatedBit).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Held(PoolTag tag) => tag.Value | PoolBlock<TMachine>.NotAllocatedBit;

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

            // An empty list leads to a block that is not held. So does one that two threads freed at once, which is in
            // two lists, for who takes it second.
            if (IsHeld(ShortWay<TMachine>.Tag(machine, payload)))
            {
                ShortWay<TMachine>.SetTag(machine, payload, tag.Value);
                TakeOff(machine, section, list, top);
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
                nuint run = ShortWay<TMachine>.Run(
                    machine, section, ShortWay<TMachine>.PageOf(machine, section, payload));
                if (IsHeld(ShortWay<TMachine>.Read(machine, run)))
                {
                    ShortWay<TMachine>.SetKey(machine, run, tag.Value);
                    TakeOff(machine, section, list, top);
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

    // The block is the caller's, as its tag says by now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TakeOff(TMachine machine, nuint section, nuint list, nuint top)
    {
        Cell<TMachine>.Add(machine, list, ProcessorListRecord<TMachine>.ServedOffset, 1);
        ShortWay<TMachine>.SetTop(machine, list, top - MagazineRecord<TMachine>.SlotByteCount);
        ShortWay<TMachine>.Leave(machine, section);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FreeSmall<TLongWay>(
        TMachine machine, nuint section, TLongWay longWay, nuint address, PoolTag tag, uint pageState, uint place)
        where TLongWay : struct, ILongWay
    {
        if ((unchecked(place - FirstPayload) & OddPlace) == 0
            && IsTag(ShortWay<TMachine>.Tag(machine, address), ref tag))
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
                        ShortWay<TMachine>.Put(machine, top, address);
                        ShortWay<TMachine>.SetTag(machine, address, Held(tag));
                        PutOn(machine, section, list, top);
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
                    ShortWay<TMachine>.Put(machine, top, address);
                    ShortWay<TMachine>.SetKey(machine, run, Held(tag));
                    PutOn(machine, section, list, top);
                    TrackerRecord<TMachine>.CountFree(
                        machine, entry, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
                    return;
                }
            }

            ShortWay<TMachine>.Leave(machine, section);
        }

        longWay.Free(address, tag);
    }

    // The block is the list's, as its tag says by now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutOn(TMachine machine, nuint section, nuint list, nuint top)
    {
        ShortWay<TMachine>.SetTop(machine, list, top + MagazineRecord<TMachine>.SlotByteCount);
        ShortWay<TMachine>.Leave(machine, section);
    }
}
