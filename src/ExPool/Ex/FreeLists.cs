using System.Numerics;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The free blocks of one descriptor: a list for each size, and a bit for each list that is not
/// empty.</summary>
/// <remarks>
/// No link is trusted: before a link is followed it must lie in a page of small blocks of this descriptor,
/// or be the head of the same list, and the neighbours must point back (NT's safe unlinking, since Windows
/// 7). All under the descriptor's lock. The larger methods are not inlined: one method with all of them is
/// too large for the compiler to keep its values in registers.
/// </remarks>
internal sealed partial class FreeLists<TMachine>(
    TMachine machine, nuint descriptor, PoolPages<TMachine> pages, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    private readonly byte _pageState = (byte)(
        PageState<TMachine>.SmallBit | new DescriptorRecord<TMachine>(machine, descriptor).PoolIndex);

    /// <summary>Puts a free block on the list of its size; at the head when it was merged, at the tail when
    /// it is a remainder.</summary>
    /// <remarks>A block too small to hold links stays a hole until its neighbours are free.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Insert(nuint block, uint units, bool atTail)
    {
        if (units < PoolGeometry<TMachine>.MinimumUnits)
        {
            return;
        }

        nuint head = new DescriptorRecord<TMachine>(machine, descriptor).ListHeadAddress(units);
        nuint entry = block + (nuint)TMachine.HeaderByteCount;
        nuint before = atTail ? Link(head).Blink : head;
        Check(head, before, units);
        nuint after = Link(before).Flink;
        Check(head, after, units);
        if (Link(after).Blink != before)
        {
            gate.Damage(PoolStops.DamagedList(before, Link(after).Blink, before, TagOf(before, head)));
        }

        ListEntry<TMachine> link = Link(entry);
        link.Flink = after;
        link.Blink = before;
        ListEntry<TMachine> left = Link(before);
        left.Flink = entry;
        ListEntry<TMachine> right = Link(after);
        right.Blink = entry;
        Mark(units, isEmpty: false);
    }

    /// <summary>Takes a free block out of the list of its size.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Remove(nuint block, uint units)
    {
        if (units < PoolGeometry<TMachine>.MinimumUnits)
        {
            return;
        }

        nuint head = new DescriptorRecord<TMachine>(machine, descriptor).ListHeadAddress(units);
        nuint entry = block + (nuint)TMachine.HeaderByteCount;
        nuint after = Link(entry).Flink;
        nuint before = Link(entry).Blink;
        if (!IsPlausible(head, after) || !IsPlausible(head, before))
        {
            gate.Damage(PoolStops.DamagedList(entry, after, before, TagOf(entry, head)));
        }

        nuint forwardBack = Link(after).Blink;
        nuint backwardBack = Link(before).Flink;
        if (forwardBack != entry || backwardBack != entry)
        {
            gate.Damage(PoolStops.DamagedList(entry, forwardBack, backwardBack, TagOf(entry, head)));
        }

        ListEntry<TMachine> left = Link(before);
        left.Flink = after;
        ListEntry<TMachine> right = Link(after);
        right.Blink = before;
        if (after == head && before == head)
        {
            Mark(units, isEmpty: true);
        }
    }

    /// <summary>Takes the first block of the smallest list that serves a size; exact size first.</summary>
    /// <param name="units">Units wanted.</param>
    /// <param name="found">Units of the block.</param>
    /// <returns>The block; 0 when no list has one.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public nuint TakeFirst(uint units, out uint found)
    {
        found = FirstListFrom(units);
        if (found == 0)
        {
            return 0;
        }

        nuint head = new DescriptorRecord<TMachine>(machine, descriptor).ListHeadAddress(found);
        nuint entry = Link(head).Flink;
        Check(head, entry, found);
        nuint block = entry - (nuint)TMachine.HeaderByteCount;
        PoolBlock<TMachine> header = new(machine, block);
        if (header.Units != found || !header.IsFree)
        {
            gate.Damage(PoolStops.FreeBlockChanged(block, header.Tag));
        }

        Remove(block, found);
        return block;
    }

    private uint FirstListFrom(uint units)
    {
        DescriptorRecord<TMachine> record = new(machine, descriptor);
        int first = (int)units - 1;
        for (int word = first / 64; word < DescriptorRecord<TMachine>.ListBitmapWords; word++)
        {
            ulong bits = record.ListBitmap(word);
            if (word == first / 64)
            {
                bits &= ulong.MaxValue << (first % 64);
            }

            if (bits != 0)
            {
                return (uint)((word * 64) + BitOperations.TrailingZeroCount(bits) + 1);
            }
        }

        return 0;
    }

    private void Mark(uint units, bool isEmpty)
    {
        DescriptorRecord<TMachine> record = new(machine, descriptor);
        int list = (int)units - 1;
        ulong bit = 1UL << (list % 64);
        ulong bits = record.ListBitmap(list / 64);
        record.SetListBitmap(list / 64, isEmpty ? bits & ~bit : bits | bit);
    }

    /// <summary>Stops unless an entry may be on the list: its head, or a payload in a page of this
    /// descriptor.</summary>
    private void Check(nuint head, nuint entry, uint units)
    {
        if (!IsPlausible(head, entry))
        {
            nuint first = Link(head).Flink;
            gate.Damage(PoolStops.DamagedList(head, first, Link(head).Blink, default));
        }

        if (entry != head && new PoolBlock<TMachine>(machine, entry - (nuint)TMachine.HeaderByteCount).Units != units)
        {
            nuint block = entry - (nuint)TMachine.HeaderByteCount;
            gate.Damage(PoolStops.FreeBlockChanged(block, new PoolBlock<TMachine>(machine, block).Tag));
        }
    }

    private bool IsPlausible(nuint head, nuint entry)
    {
        if (entry == head)
        {
            return true;
        }

        nuint firstPayload = (nuint)(TMachine.FirstBlockByteOffset + TMachine.HeaderByteCount);
        return entry >= pages.Start
            && entry - pages.Start < pages.ByteCount
            && entry % (nuint)TMachine.UnitByteCount == firstPayload % (nuint)TMachine.UnitByteCount
            && (entry & PoolGeometry<TMachine>.PageMask) >= firstPayload
            && pages.StateOf(entry) == _pageState;
    }

    private PoolTag TagOf(nuint entry, nuint head) =>
        entry == head ? default : new PoolBlock<TMachine>(machine, entry - (nuint)TMachine.HeaderByteCount).Tag;

    private ListEntry<TMachine> Link(nuint entry) => new(machine, entry);
}
