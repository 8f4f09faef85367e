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
    public static nuint Allocate(
        ref TMachine machine, nuint control, ILongWay longWay, PoolFlags flags, nuint byteCount, PoolTag tag)
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
                    return AllocateBig(ref machine, section, longWay, flags, byteCount, tag);
                }

                if (unchecked(wanted - 1) >= Tiny)
                {
                    return longWay.Allocate(flags, byteCount, tag);
                }

                wanted = Tiny + 1;
            }

            return AllocateSmall(ref machine, section, longWay, flags, wanted, tag);
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
    public static void Free(
        ref TMachine machine, nuint control, ILongWay longWay, nuint address, PoolTag tag)
    {
        nuint section = ProcessorRecord<TMachine>.OfControl(control, PoolKind.NonPaged);
        nuint page = ShortWay<TMachine>.PageOf(ref machine, section, address);
        if (page >= ShortWay<TMachine>.PageCount(ref machine, section))
        {
            section = ProcessorRecord<TMachine>.OfControl(control, PoolKind.Paged);
            page = ShortWay<TMachine>.PageOf(ref machine, section, address);
            if (page >= ShortWay<TMachine>.PageCount(ref machine, section))
            {
                longWay.Free(address, tag);
                return;
            }
        }

        uint pageState = ShortWay<TMachine>.State(ref machine, section, page);
        uint place = (uint)(address & PoolGeometry<TMachine>.PageMask);
        if (pageState >= PageState<TMachine>.SmallBit)
        {
            FreeSmall(ref machine, section, longWay, address, tag, pageState, place);
            return;
        }

        if (pageState == PageState<TMachine>.BigFirst && place == 0)
        {
            FreeBig(ref machine, section, longWay, address, tag, page);
            return;
        }

        longWay.Free(address, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint AllocateSmall(
        ref TMachine machine, nuint section, ILongWay longWay, PoolFlags flags, nuint byteCount, PoolTag tag)
    {
        nuint blockByteCount = PoolGeometry<TMachine>.BlockBytesFor(byteCount);
        nuint list = ProcessorSection<TMachine>.ListAddressOfBytes(section, blockByteCount);
        ShortWay<TMachine>.Enter(ref machine, section);
        if (TrackerIndex<TMachine>.TryFindFirst(ref machine, section, tag, out nuint entry))
        {
            nuint top = ShortWay<TMachine>.Top(ref machine, list);
            nuint payload = ShortWay<TMachine>.Below(ref machine, top);

            // An empty list leads to a block that is not held. So does one that two threads freed at once, which is in
            // two lists, for who takes it second.
            if (IsHeld(ShortWay<TMachine>.Tag(ref machine, payload)))
            {
                ShortWay<TMachine>.SetTag(ref machine, payload, tag.Value);
                TakeOff(ref machine, section, list, top);
                TrackerRecord<TMachine>.CountAllocation(ref machine, entry, blockByteCount);
                if ((flags & PoolFlags.Uninitialized) == 0)
                {
                    machine.Fill(payload, byteCount, 0);
                }

                return payload;
            }
        }

        ShortWay<TMachine>.Leave(ref machine, section);
        return longWay.Allocate(flags, byteCount, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint AllocateBig(
        ref TMachine machine, nuint section, ILongWay longWay, PoolFlags flags, nuint byteCount, PoolTag tag)
    {
        nuint pageCount = (byteCount + PoolGeometry<TMachine>.PageMask) >> PoolGeometry<TMachine>.PageShift;
        nuint list = ProcessorSection<TMachine>.ListAddress(section, LookasideClass<TMachine>.OfPages((uint)pageCount));
        ShortWay<TMachine>.Enter(ref machine, section);
        if (TrackerIndex<TMachine>.TryFindFirst(ref machine, section, tag, out nuint entry))
        {
            nuint top = ShortWay<TMachine>.Top(ref machine, list);
            nuint payload = ShortWay<TMachine>.Below(ref machine, top);
            if (payload != 0)
            {
                nuint run = ShortWay<TMachine>.Run(
                    ref machine, section, ShortWay<TMachine>.PageOf(ref machine, section, payload));
                if (IsHeld(ShortWay<TMachine>.Read(ref machine, run)))
                {
                    ShortWay<TMachine>.SetKey(ref machine, run, tag.Value);
                    TakeOff(ref machine, section, list, top);
                    TrackerRecord<TMachine>.CountAllocation(
                        ref machine, entry, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
                    if ((flags & PoolFlags.Uninitialized) == 0)
                    {
                        machine.Fill(payload, byteCount, 0);
                    }

                    return payload;
                }
            }
        }

        ShortWay<TMachine>.Leave(ref machine, section);
        return longWay.Allocate(flags, byteCount, tag);
    }

    // The block is the caller's, as its tag says by now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TakeOff(ref TMachine machine, nuint section, nuint list, nuint top)
    {
        ShortWay<TMachine>.Add(ref machine, list + ProcessorListRecord<TMachine>.ServedOffset, 1);
        ShortWay<TMachine>.SetTop(ref machine, list, top - MagazineRecord<TMachine>.SlotByteCount);
        ShortWay<TMachine>.Leave(ref machine, section);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FreeSmall(
        ref TMachine machine, nuint section, ILongWay longWay, nuint address, PoolTag tag, uint pageState, uint place)
    {
        if ((unchecked(place - FirstPayload) & OddPlace) == 0
            && IsTag(ShortWay<TMachine>.Tag(ref machine, address), ref tag))
        {
            nuint block = address - (nuint)TMachine.HeaderByteCount;
            uint units = ShortWay<TMachine>.Units(ref machine, block);
            nuint byteCount = units * (nuint)TMachine.UnitByteCount;
            uint end = place + (uint)byteCount;
            if (PoolBlock<TMachine>.IsOf(
                    ShortWay<TMachine>.Read(ref machine, block),
                    pageState,
                    ShortWay<TMachine>.StoredType(ref machine, section))
                && (end < EndOfPayloads
                    ? ShortWay<TMachine>.PreviousUnits(ref machine, block + byteCount) == units
                    : end == EndOfPayloads)
                && (LookasideClass<TMachine>.HasEverySmall || units <= LookasideClass<TMachine>.LargestUnits))
            {
                nuint list = ProcessorSection<TMachine>.ListAddressOfBytes(section, byteCount);
                ShortWay<TMachine>.Enter(ref machine, section);
                if (TrackerIndex<TMachine>.TryFindFirst(ref machine, section, tag, out nuint entry))
                {
                    nuint top = ShortWay<TMachine>.Top(ref machine, list);
                    if (top < ShortWay<TMachine>.End(ref machine, list))
                    {
                        ShortWay<TMachine>.Put(ref machine, top, address);
                        ShortWay<TMachine>.SetTag(ref machine, address, Held(tag));
                        PutOn(ref machine, section, list, top);
                        TrackerRecord<TMachine>.CountFree(ref machine, entry, byteCount);
                        return;
                    }
                }

                ShortWay<TMachine>.Leave(ref machine, section);
            }
        }

        longWay.Free(address, tag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FreeBig(
        ref TMachine machine, nuint section, ILongWay longWay, nuint address, PoolTag tag, nuint page)
    {
        nuint run = ShortWay<TMachine>.Run(ref machine, section, page);
        uint pageCount = ShortWay<TMachine>.Read(ref machine, run + RunRecord<TMachine>.PageCountOffset);
        if (IsTag(ShortWay<TMachine>.Read(ref machine, run), ref tag)
            && ShortWay<TMachine>.Read(ref machine, run + RunRecord<TMachine>.OwnerOffset) == 0
            && unchecked(pageCount - 1) < LookasideClass<TMachine>.LargestPageCount)
        {
            nuint list = ProcessorSection<TMachine>.ListAddress(section, LookasideClass<TMachine>.OfPages(pageCount));
            ShortWay<TMachine>.Enter(ref machine, section);
            if (TrackerIndex<TMachine>.TryFindFirst(ref machine, section, tag, out nuint entry))
            {
                nuint top = ShortWay<TMachine>.Top(ref machine, list);
                if (top < ShortWay<TMachine>.End(ref machine, list))
                {
                    ShortWay<TMachine>.Put(ref machine, top, address);
                    ShortWay<TMachine>.SetKey(ref machine, run, Held(tag));
                    PutOn(ref machine, section, list, top);
                    TrackerRecord<TMachine>.CountFree(
                        ref machine, entry, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
                    return;
                }
            }

            ShortWay<TMachine>.Leave(ref machine, section);
        }

        longWay.Free(address, tag);
    }

    // The block is the list's, as its tag says by now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutOn(ref TMachine machine, nuint section, nuint list, nuint top)
    {
        ShortWay<TMachine>.SetTop(ref machine, list, top + MagazineRecord<TMachine>.SlotByteCount);
        ShortWay<TMachine>.Leave(ref machine, section);
    }
}
