using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>Where a processor's look-aside list keeps its blocks' addresses, and what it counted.</summary>
/// <remarks>
/// The addresses lie here and not in the blocks, where a stray write would reach them. One writer, as the
/// list's.
/// </remarks>
internal readonly ref struct MagazineRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int HeaderByteCount = 0x40;
    public const int SlotByteCount = 8;
    public const int CapacityOffset = 0x0;
    public const int AllocateMissesOffset = 0x8;
    public const int FreeMissesOffset = 0x10;
    public const int BlocksInOffset = 0x18;
    public const int BlocksOutOffset = 0x20;
    public const int LastServedOffset = 0x4;
    public const int LastOperationsOffset = 0x28;
    public const int LastMissesOffset = 0x2C;
    public const int LastBlocksOutOffset = 0x30;

    /// <summary>Slots.</summary>
    public uint Capacity
    {
        get => Cell<TMachine>.Read<uint>(machine, address + CapacityOffset);
        set => Cell<TMachine>.Write(machine, address + CapacityOffset, value);
    }

    /// <summary>Allocations that found the list empty.</summary>
    public ulong AllocateMisses
    {
        get => Cell<TMachine>.ReadShared(machine, address + AllocateMissesOffset);
        set => Cell<TMachine>.Publish(machine, address + AllocateMissesOffset, value);
    }

    /// <summary>Frees that found the list full.</summary>
    public ulong FreeMisses
    {
        get => Cell<TMachine>.ReadShared(machine, address + FreeMissesOffset);
        set => Cell<TMachine>.Publish(machine, address + FreeMissesOffset, value);
    }

    /// <summary>Blocks that refills brought.</summary>
    public ulong BlocksIn
    {
        get => Cell<TMachine>.ReadShared(machine, address + BlocksInOffset);
        set => Cell<TMachine>.Publish(machine, address + BlocksInOffset, value);
    }

    /// <summary>Blocks that were taken out other than by an allocation.</summary>
    public ulong BlocksOut
    {
        get => Cell<TMachine>.ReadShared(machine, address + BlocksOutOffset);
        set => Cell<TMachine>.Publish(machine, address + BlocksOutOffset, value);
    }

    /// <summary>Allocations and frees, served or missed, at the last tuning: the low half, as all that is kept of
    /// it.</summary>
    public uint LastOperations
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LastOperationsOffset);
        set => Cell<TMachine>.Write(machine, address + LastOperationsOffset, value);
    }

    /// <summary>Misses of both kinds at the last tuning.</summary>
    public uint LastMisses
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LastMissesOffset);
        set => Cell<TMachine>.Write(machine, address + LastMissesOffset, value);
    }

    /// <summary>Allocations served from the list at the last tuning.</summary>
    public uint LastServed
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LastServedOffset);
        set => Cell<TMachine>.Write(machine, address + LastServedOffset, value);
    }

    /// <summary>Blocks taken out at the last tuning.</summary>
    public uint LastBlocksOut
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LastBlocksOutOffset);
        set => Cell<TMachine>.Write(machine, address + LastBlocksOutOffset, value);
    }

    /// <summary>Bytes of a magazine with so many slots.</summary>
    public static nuint ByteCountOf(uint capacity) => HeaderByteCount + ((nuint)capacity * SlotByteCount);

    /// <summary>Where a slot lies.</summary>
    public static nuint SlotAddress(nuint magazine, uint index) =>
        magazine + HeaderByteCount + ((nuint)index * SlotByteCount);

    /// <summary>The number of a slot; any number when the list moves to another magazine meanwhile.</summary>
    public static uint IndexOf(nuint magazine, nuint slot) =>
        unchecked((uint)((slot - magazine - HeaderByteCount) / SlotByteCount));

    /// <summary>Says below the first slot that there is no block.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="first">The first slot.</param>
    /// <param name="noBlock">0 for large blocks. For small ones an address of which a header would say that no list
    /// holds the block, so that whoever takes a block has one compare less to make: bit 31 is set neither 4 bytes
    /// before it nor 12, where the two forms of a header have the tag.</param>
    public static void PutNoBlock(TMachine machine, nuint first, nuint noBlock) =>
        Put(machine, first - SlotByteCount, noBlock);

    /// <summary>An address of a magazine of small blocks that is no block: 4 and 12 bytes before it are the upper
    /// halves of counters.</summary>
    public static nuint NoBlock(nuint magazine) => magazine + BlocksInOffset;

    /// <summary>The payload in the slot below one; below the first slot what <see cref="PutNoBlock"/> put.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Below(TMachine machine, nuint slot) =>
        (nuint)Cell<TMachine>.Read<ulong>(machine, slot - SlotByteCount);

    /// <summary>Puts a payload into a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(TMachine machine, nuint slot, nuint payload) =>
        Cell<TMachine>.Write<ulong>(machine, slot, payload);

    /// <summary>The payload address in a slot.</summary>
    public nuint Slot(uint index) => (nuint)Cell<TMachine>.Read<ulong>(machine, SlotAddress(address, index));

    public void SetSlot(uint index, nuint payload) => Put(machine, SlotAddress(address, index), payload);
}
