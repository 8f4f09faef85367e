using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The lists of one pool that all processors share, one for each class: blocks travel through them
/// from processors that free to processors that allocate.</summary>
/// <remarks>
/// Behind a processor's own list, as NT's general look-aside lists are behind the processors'. They move in
/// batches, so that a lock is taken once for many blocks. A list holds at most 2048 blocks and 512 KiB.
/// </remarks>
internal sealed class SharedLists<TMachine>(
    TMachine machine, PoolKind kind, nuint pool, TableSpace<TMachine> tables, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    private const uint FirstCapacity = 128;
    private const uint LargestCapacity = 2048;
    private const uint LargestByteCount = 512 * 1024;

    // Blocks of paged pool are not touched under the lock, but what waits for it may hold a paged block's.
    private Irql Level => kind == PoolKind.Paged ? Irql.Apc : Irql.Dispatch;

    /// <summary>Takes blocks of a class.</summary>
    /// <param name="number">The class.</param>
    /// <param name="payloads">Where they go.</param>
    /// <returns>How many there were.</returns>
    public int Take(uint number, Span<nuint> payloads)
    {
        SharedListRecord<TMachine> list = ListOf(number);
        if (list.Depth == 0)
        {
            return 0;
        }

        using PoolLock<TMachine> scope = Lock(number);
        list.LockWaits = unchecked(list.LockWaits + (uint)scope.WaitCount);
        uint depth = list.Depth;
        int count = (int)Math.Min(depth, (uint)payloads.Length);
        nuint slots = list.SlotsAddress;
        for (int index = 0; index < count; index++)
        {
            depth--;
            payloads[index] = list.Slot(slots, depth);
        }

        list.Depth = depth;
        list.BlocksOut += (uint)count;
        return count;
    }

    /// <summary>Leaves blocks of a class.</summary>
    /// <param name="number">The class.</param>
    /// <param name="payloads">The blocks, held.</param>
    /// <returns>How many the list took, from the front.</returns>
    public int Give(uint number, ReadOnlySpan<nuint> payloads)
    {
        SharedListRecord<TMachine> list = ListOf(number);
        if (list.Depth + (uint)payloads.Length > list.Capacity)
        {
            Grow(number, list.Depth + (uint)payloads.Length);
        }

        using PoolLock<TMachine> scope = Lock(number);
        list.LockWaits = unchecked(list.LockWaits + (uint)scope.WaitCount);
        uint depth = list.Depth;
        int count = (int)Math.Min(list.Capacity - depth, (uint)payloads.Length);
        nuint slots = list.SlotsAddress;
        for (int index = 0; index < count; index++)
        {
            list.SetSlot(slots, depth, payloads[index]);
            depth++;
        }

        list.Depth = depth;
        list.BlocksIn += (uint)count;
        return count;
    }

    /// <summary>Blocks of a class that lie here.</summary>
    public uint DepthOf(uint number) => ListOf(number).Depth;

    /// <summary>Whether blocks of a class were taken since the last time this was asked.</summary>
    public bool NoteUse(uint number)
    {
        SharedListRecord<TMachine> list = ListOf(number);
        ulong taken = list.BlocksOut;
        bool isUsed = taken != list.LastBlocksOut;
        list.LastBlocksOut = taken;
        return isUsed;
    }

    private static uint MaximumOf(uint number) =>
        Math.Min(LargestCapacity, LargestByteCount / LookasideClass<TMachine>.BytesOf(number));

    /// <summary>Makes room for more blocks, as far as the maximum allows; without memory it stays as it is.</summary>
    private void Grow(uint number, uint wanted)
    {
        SharedListRecord<TMachine> list = ListOf(number);
        uint before = list.Capacity;
        uint maximum = MaximumOf(number);
        if (before == maximum)
        {
            return;
        }

        uint capacity = Math.Max(before, FirstCapacity);
        while (capacity < wanted)
        {
            capacity *= 2;
        }

        capacity = Math.Min(capacity, maximum);
        nuint slots = tables.Take((nuint)capacity * SharedListRecord<TMachine>.SlotByteCount);
        if (slots == 0)
        {
            return;
        }

        using PoolLock<TMachine> scope = Lock(number);
        if (list.Capacity != before)
        {
            return; // Another one was faster; the slots taken here are lost, which happens a few times at most.
        }

        nuint old = list.SlotsAddress;
        for (uint index = 0; index < list.Depth; index++)
        {
            list.SetSlot(slots, index, list.Slot(old, index));
        }

        list.SlotsAddress = slots;
        list.Capacity = capacity;
    }

    private SharedListRecord<TMachine> ListOf(uint number) => new(machine, AddressOf(number));

    private nuint AddressOf(uint number) =>
        new PoolRecord<TMachine>(machine, pool).SharedListsAddress
            + ((nuint)number * SharedListRecord<TMachine>.ByteCount);

    private PoolLock<TMachine> Lock(uint number) => new(machine, AddressOf(number), Level, gate);
}
