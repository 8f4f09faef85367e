using System;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The look-aside lists that each processor has of its own, for one pool: what happens when the
/// shortest way does not do.</summary>
/// <remarks>
/// <para>In NT the processor's per-size lists (PPLookasideList and PPPagedLookasideList). A list that is
/// empty is refilled in a batch, one that is full gives half of its blocks away in a batch; the shared list
/// is asked first, then the pool. A list that overflows doubles its limit, as far as the bytes allow that a
/// processor may hold.</para>
/// <para>Only the owner works on its lists, between Busy = 1 and Busy = 0, and only while Stop is 0. Whoever
/// else wants to sets Stop, lets all processors pass a barrier, and waits until Busy is 0. So a list
/// operation has no interlocked instruction, and its owner never waits.</para>
/// </remarks>
internal sealed partial class ProcessorLists<TMachine>(
    TMachine machine,
    PoolKind kind,
    TableSpace<TMachine> tables,
    ProcessorTable<TMachine> processors,
    SharedLists<TMachine> shared,
    PoolBlocks<TMachine> blocks,
    LookasideLimits limits)
    where TMachine : struct, IMachine
{
    private const int BatchMaximum = 129;
    private const uint RefillMaximum = 64;
    private const uint RefillByteCount = 16 * 1024;
    private const uint FirstCapacity = 32;

    /// <summary>Whether blocks of a class go through the lists.</summary>
    public bool Serves(uint number) => LookasideClass<TMachine>.BytesOf(number) <= limits.LargestByteCount;

    /// <summary>Takes a block of a class: from the processor's list, the shared one, or the pool.</summary>
    /// <returns>The payload, still marked as held; 0 when the pool is exhausted.</returns>
    [SkipLocalsInit]
    public nuint Allocate(uint number)
    {
        Span<nuint> batch = stackalloc nuint[(int)RefillMaximum];
        nuint processor = processors.Current();
        if (processor == 0 || !TryUse(processor, number, out nuint list))
        {
            batch = batch[..1];
            return shared.Take(number, batch) != 0 || blocks.Take(number, batch) != 0 ? batch[0] : 0;
        }

        if (TryPop(processor, list, out nuint payload))
        {
            return payload;
        }

        CountMiss(processor, list, isAllocation: true);
        Deepen(processor, list, number, limits.AllocationDepth);
        batch = batch[..(int)RefillOf(new ProcessorListRecord<TMachine>(machine, list).Limit, number)];
        int count = shared.Take(number, batch);
        if (count != 0)
        {
            Prefetch(number, batch[..count]);
        }
        else
        {
            count = blocks.Take(number, batch);
        }

        if (count == 0)
        {
            return 0;
        }

        int pushed = Push(processor, list, batch[..(count - 1)], isRefill: true);
        blocks.Return(number, batch[pushed..(count - 1)]);
        return batch[count - 1];
    }

    /// <summary>Takes a block of a class back, which its holder gave up and which is marked as held.</summary>
    [SkipLocalsInit]
    public void Free(uint number, nuint payload)
    {
        Span<nuint> batch = stackalloc nuint[BatchMaximum];
        batch[0] = payload;
        nuint processor = processors.Current();
        if (processor == 0 || !TryUse(processor, number, out nuint list))
        {
            GiveAway(number, batch[..1]);
            return;
        }

        if (Push(processor, list, batch[..1], isRefill: false) != 0)
        {
            return;
        }

        Deepen(processor, list, number, MaximumDepthOf(new ProcessorListRecord<TMachine>(machine, list)));
        if (Push(processor, list, batch[..1], isRefill: false) != 0)
        {
            return;
        }

        CountMiss(processor, list, isAllocation: false);
        int half = (int)Math.Min(new ProcessorListRecord<TMachine>(machine, list).Limit / 2, BatchMaximum - 1);
        int count = 1 + Pop(processor, list, batch.Slice(1, half));
        GiveAway(number, batch[..count]);
    }

    /// <summary>Blocks of the shared list were last seen by another processor: all begin to come at once.</summary>
    private void Prefetch(uint number, ReadOnlySpan<nuint> payloads)
    {
        if (!LookasideClass<TMachine>.IsBig(number))
        {
            foreach (nuint payload in payloads)
            {
                machine.Prefetch(payload - (nuint)TMachine.HeaderByteCount);
            }
        }
    }

    private static uint RefillOf(uint limit, uint number)
    {
        uint fitting = Math.Max(1, RefillByteCount / LookasideClass<TMachine>.BytesOf(number));
        // Half a list and the block that was asked for; a list that may hold nothing is not refilled.
        return Math.Min(Math.Min((limit / 2) + 1, RefillMaximum), fitting);
    }

    private void GiveAway(uint number, ReadOnlySpan<nuint> payloads)
    {
        int taken = shared.Give(number, payloads);
        blocks.Return(number, payloads[taken..]);
    }

    /// <summary>The processor's list of a class, with a magazine; false where there is no memory for one.</summary>
    private bool TryUse(nuint processor, uint number, out nuint list)
    {
        list = ProcessorRecord<TMachine>.ListAddress(processor, kind, number);
        ProcessorListRecord<TMachine> record = new(machine, list);
        if (record.Magazine == 0)
        {
            nuint made = MakeMagazine(FirstCapacity, number);
            if (made == 0)
            {
                return false;
            }

            // The magazine last: whoever stops the lists meanwhile sees a list that was never used.
            record.Top = MagazineRecord<TMachine>.SlotAddress(made, 0);
            record.End = MagazineRecord<TMachine>.SlotAddress(made, 0);
            record.Magazine = made;
        }

        if (record.Limit == 0)
        {
            SetLimit(processor, list, number, LookasideLimits.FirstDepth(LookasideClass<TMachine>.BytesOf(number)));
        }

        return true;
    }

    private nuint MakeMagazine(uint capacity, uint number)
    {
        nuint made = tables.Take(MagazineRecord<TMachine>.ByteCountOf(capacity));
        if (made != 0)
        {
            MagazineRecord<TMachine> magazine = new(machine, made);
            magazine.Capacity = capacity;
            MagazineRecord<TMachine>.PutNoBlock(
                machine,
                MagazineRecord<TMachine>.SlotAddress(made, 0),
                LookasideClass<TMachine>.IsBig(number) ? 0 : MagazineRecord<TMachine>.NoBlock(made));
        }

        return made;
    }

    /// <summary>How deep a list may become: less when, since the last tuning, it gave away what it was given instead
    /// of serving it.</summary>
    private uint MaximumDepthOf(ProcessorListRecord<TMachine> list)
    {
        MagazineRecord<TMachine> magazine = new(machine, list.Magazine);
        uint served = unchecked((uint)list.Served - magazine.LastServed);
        uint givenAway = unchecked((uint)magazine.BlocksOut - magazine.LastBlocksOut);
        return served < (ulong)givenAway + list.Limit ? limits.PassingDepth : limits.MaximumDepth;
    }

    /// <summary>Doubles a list's limit, up to a depth.</summary>
    private void Deepen(nuint processor, nuint list, uint number, uint maximum)
    {
        ProcessorListRecord<TMachine> record = new(machine, list);
        uint limit = record.Limit;
        uint wished = Math.Min(limit * 2, maximum);
        if (wished <= limit)
        {
            return;
        }

        uint capacity = new MagazineRecord<TMachine>(machine, record.Magazine).Capacity;
        if (wished > capacity)
        {
            nuint made = MakeMagazine(Math.Min(capacity * 2, limits.MaximumDepth), number);
            if (made == 0 || !TryMove(processor, record, made))
            {
                return;
            }
        }

        SetLimit(processor, list, number, wished);
    }

    /// <summary>Moves the list into a larger magazine, unless the tuner gave it one meanwhile.</summary>
    private bool TryMove(nuint processor, ProcessorListRecord<TMachine> record, nuint to)
    {
        using OwnLists<TMachine> lists = new(machine, processor, kind);
        nuint from = record.Magazine;
        MagazineRecord<TMachine> made = new(machine, to);
        if (lists.IsAllowed && new MagazineRecord<TMachine>(machine, from).Capacity < made.Capacity)
        {
            Move(record, from, to);
        }

        return lists.IsAllowed;
    }

    private void Move(ProcessorListRecord<TMachine> record, nuint from, nuint to)
    {
        MagazineRecord<TMachine> old = new(machine, from);
        MagazineRecord<TMachine> made = new(machine, to);
        made.AllocateMisses = old.AllocateMisses;
        made.FreeMisses = old.FreeMisses;
        made.BlocksIn = old.BlocksIn;
        made.BlocksOut = old.BlocksOut;
        made.LastOperations = old.LastOperations;
        made.LastMisses = old.LastMisses;
        made.LastServed = old.LastServed;
        made.LastBlocksOut = old.LastBlocksOut;
        for (uint index = 0; index < record.Depth; index++)
        {
            made.SetSlot(index, old.Slot(index));
        }

        uint depth = record.Depth;
        uint limit = record.Limit;
        record.Magazine = to;
        record.SetDepth(depth);
        record.Limit = limit;
    }

    /// <summary>Sets a limit, or as much of it as the bytes allow that a processor may hold.</summary>
    private void SetLimit(nuint processor, nuint list, uint number, uint wished)
    {
        ProcessorRecord<TMachine> owner = new(machine, processor);
        using OwnLists<TMachine> lists = new(machine, processor, kind);
        if (lists.IsAllowed)
        {
            uint byteCount = LookasideClass<TMachine>.BytesOf(number);
            ProcessorListRecord<TMachine> record = new(machine, list);
            uint capacity = new MagazineRecord<TMachine>(machine, record.Magazine).Capacity;
            uint limit = record.Limit;
            uint after = Math.Min(Math.Min(wished, capacity), limits.MaximumDepthOf(byteCount));
            uint left = LeftOf(owner, limit == 0 ? limits.HeldByteCount : limits.DeepeningByteCount);
            after = Math.Max(limit, Math.Min(after, limit + (left / byteCount)));
            record.Limit = after;
            owner.HeldLimitByteCount += (after - limit) * byteCount;
        }
    }

    /// <summary>Counts a request that the list did not serve; one that goes around a stopped list is not the
    /// list's.</summary>
    private void CountMiss(nuint processor, nuint list, bool isAllocation)
    {
        using OwnLists<TMachine> lists = new(machine, processor, kind);
        if (lists.IsAllowed)
        {
            MagazineRecord<TMachine> magazine = new(machine, new ProcessorListRecord<TMachine>(machine, list).Magazine);
            magazine.AllocateMisses += isAllocation ? 1u : 0u;
            magazine.FreeMisses += isAllocation ? 0u : 1u;
        }
    }

    private bool TryPop(nuint processor, nuint list, out nuint payload)
    {
        ProcessorListRecord<TMachine> record = new(machine, list);
        using OwnLists<TMachine> lists = new(machine, processor, kind);
        nuint top = record.Top;
        bool isFound = lists.IsAllowed && record.Depth != 0;
        payload = isFound ? MagazineRecord<TMachine>.Below(machine, top) : 0;
        if (isFound)
        {
            record.CountServed();
            record.Top = top - MagazineRecord<TMachine>.SlotByteCount;
        }

        return isFound;
    }

    private int Push(nuint processor, nuint list, ReadOnlySpan<nuint> payloads, bool isRefill)
    {
        ProcessorListRecord<TMachine> record = new(machine, list);
        using OwnLists<TMachine> lists = new(machine, processor, kind);
        int count = 0;
        if (lists.IsAllowed)
        {
            MagazineRecord<TMachine> magazine = new(machine, record.Magazine);
            uint depth = record.Depth;
            count = (int)Math.Min(record.Limit - Math.Min(depth, record.Limit), (uint)payloads.Length);
            for (int index = 0; index < count; index++)
            {
                magazine.SetSlot(depth + (uint)index, payloads[index]);
            }

            magazine.BlocksIn += isRefill ? (uint)count : 0;
            record.SetDepth(depth + (uint)count);
        }

        return count;
    }

    private int Pop(nuint processor, nuint list, Span<nuint> payloads)
    {
        ProcessorListRecord<TMachine> record = new(machine, list);
        using OwnLists<TMachine> lists = new(machine, processor, kind);
        int count = 0;
        if (lists.IsAllowed)
        {
            count = (int)Math.Min(record.Depth, (uint)payloads.Length);
            TakeOff(record, payloads[..count]);
        }

        return count;
    }

    private void TakeOff(ProcessorListRecord<TMachine> record, Span<nuint> payloads)
    {
        MagazineRecord<TMachine> magazine = new(machine, record.Magazine);
        uint depth = record.Depth;
        for (int index = 0; index < payloads.Length; index++)
        {
            depth--;
            payloads[index] = magazine.Slot(depth);
        }

        magazine.BlocksOut += (uint)payloads.Length;
        record.SetDepth(depth);
    }
}
