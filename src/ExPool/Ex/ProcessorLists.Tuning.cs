using System;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

// What the tuner does to lists: to a processor's while they are stopped, to the shared ones under their locks.
internal sealed partial class ProcessorLists<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Whether a period's use asks for another limit of any list. Stops and changes nothing.</summary>
    public bool IsToAdjust(nuint processor)
    {
        for (uint number = 0; number < LookasideClass<TMachine>.Count; number++)
        {
            ProcessorListRecord<TMachine> list = ListOf(processor, number);
            if (list.Magazine != 0 && (NextLimit(list) != list.Limit || list.Depth > list.Limit))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends the period of a processor whose lists all stay as they are.</summary>
    public void NotePeriod(nuint processor)
    {
        for (uint number = 0; number < LookasideClass<TMachine>.Count; number++)
        {
            ProcessorListRecord<TMachine> list = ListOf(processor, number);
            if (list.Magazine != 0)
            {
                NotePeriod(list);
            }
        }
    }

    /// <summary>Gives each list of a stopped processor the limit that its period asks for.</summary>
    public void Adjust(nuint processor)
    {
        ProcessorRecord<TMachine> owner = new(machine, processor);
        for (uint number = 0; number < LookasideClass<TMachine>.Count; number++)
        {
            ProcessorListRecord<TMachine> list = ListOf(processor, number);
            if (list.Magazine == 0)
            {
                continue;
            }

            uint before = list.Limit;
            uint after = NextLimit(list);
            NotePeriod(list);
            uint byteCount = LookasideClass<TMachine>.BytesOf(number);
            after = Math.Min(after, Math.Max(before, limits.MaximumDepthOf(byteCount)));
            after = Math.Min(after, before + (LeftOf(owner, limits.DeepeningByteCount) / byteCount));
            after = Math.Min(after, RoomFor(list, number, after));
            list.Limit = after;
            owner.HeldLimitByteCount = unchecked(owner.HeldLimitByteCount + ((after - before) * byteCount));
            Trim(processor, number, after);
        }
    }

    /// <summary>Whether any list of a processor has a block.</summary>
    public bool HoldsAny(nuint processor)
    {
        for (uint number = 0; number < LookasideClass<TMachine>.Count; number++)
        {
            if (ListOf(processor, number).Depth != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives all blocks of a stopped processor's lists back to the pool.</summary>
    public void Empty(nuint processor)
    {
        for (uint number = 0; number < LookasideClass<TMachine>.Count; number++)
        {
            Trim(processor, number, 0);
        }
    }

    /// <summary>Halves the shared lists from which nothing was taken since the last time.</summary>
    public void AdjustShared()
    {
        for (uint number = 0; number < LookasideClass<TMachine>.Count; number++)
        {
            uint depth = shared.DepthOf(number);
            bool isUsed = shared.NoteUse(number);
            if (depth != 0 && !isUsed)
            {
                TrimShared(number, depth < 2 * LookasideLimits.MinimumDepth ? 0 : depth / 2);

                // What was taken here is no use.
                _ = shared.NoteUse(number);
            }
        }
    }

    /// <summary>Gives all blocks of the shared lists back to the pool.</summary>
    public void EmptyShared()
    {
        for (uint number = 0; number < LookasideClass<TMachine>.Count; number++)
        {
            TrimShared(number, 0);
        }
    }

    /// <summary>Takes every block above a depth out of a stopped processor's list.</summary>
    private void Trim(nuint processor, uint number, uint depth)
    {
        ProcessorListRecord<TMachine> list = ListOf(processor, number);
        Span<nuint> batch = stackalloc nuint[PoolDescriptor<TMachine>.DeferredFreeMaximum];
        while (list.Depth > depth)
        {
            int count = (int)Math.Min(list.Depth - depth, (uint)batch.Length);
            TakeOff(list, batch[..count]);
            blocks.Return(number, batch[..count]);
        }
    }

    private void TrimShared(uint number, uint depth)
    {
        Span<nuint> batch = stackalloc nuint[PoolDescriptor<TMachine>.DeferredFreeMaximum];
        uint found;
        while ((found = shared.DepthOf(number)) > depth)
        {
            int count = shared.Take(number, batch[..(int)Math.Min(found - depth, (uint)batch.Length)]);
            blocks.Return(number, batch[..count]);
        }
    }

    private static uint LeftOf(ProcessorRecord<TMachine> owner, uint byteCount) =>
        byteCount - Math.Min(byteCount, owner.HeldLimitByteCount);

    /// <summary>As much of a limit as the magazine has slots for, or gets now.</summary>
    private uint RoomFor(ProcessorListRecord<TMachine> list, uint number, uint wished)
    {
        nuint before = list.Magazine;
        uint capacity = new MagazineRecord<TMachine>(machine, before).Capacity;
        if (wished <= capacity)
        {
            return wished;
        }

        nuint made = MakeMagazine(Math.Min(capacity * 2, limits.MaximumDepth), number);
        if (made == 0)
        {
            return capacity;
        }

        Move(list, before, made);
        return Math.Min(wished, capacity * 2);
    }

    private uint NextLimit(ProcessorListRecord<TMachine> list)
    {
        MagazineRecord<TMachine> magazine = new(machine, list.Magazine);
        return LookasideDepth.Next(
            list.Limit,
            Math.Max(list.Limit, MaximumDepthOf(list)),
            Since(magazine.LastOperations, Operations(list, magazine)),
            Since(magazine.LastMisses, Misses(magazine)),
            unused: 0);
    }

    // Of the last count the low half is known. While the owner is at work the sum may be a batch too small for a
    // moment.
    private static ulong Since(uint last, ulong now) => (ulong)Math.Max(0, unchecked((int)((uint)now - last)));

    private void NotePeriod(ProcessorListRecord<TMachine> list)
    {
        MagazineRecord<TMachine> magazine = new(machine, list.Magazine);
        magazine.LastOperations = unchecked((uint)Operations(list, magazine));
        magazine.LastMisses = unchecked((uint)Misses(magazine));
        magazine.LastServed = unchecked((uint)list.Served);
        magazine.LastBlocksOut = unchecked((uint)magazine.BlocksOut);
    }

    private static ulong Misses(MagazineRecord<TMachine> magazine) => magazine.AllocateMisses + magazine.FreeMisses;

    // Frees that the list took = what lies in it + what left it + what was served - what refills brought.
    private static ulong Operations(ProcessorListRecord<TMachine> list, MagazineRecord<TMachine> magazine) => unchecked(
        (2 * list.Served) + list.Depth + magazine.BlocksOut - magazine.BlocksIn + Misses(magazine));

    private ProcessorListRecord<TMachine> ListOf(nuint processor, uint number) =>
        new(machine, ProcessorRecord<TMachine>.ListAddress(processor, kind, number));
}
