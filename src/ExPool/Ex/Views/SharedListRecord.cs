using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The list behind the processors' lists of one class: where they leave what they have too much
/// of.</summary>
/// <remarks>In NT, the general look-aside list (.L) behind a processor's own (.P). Guarded by its lock.</remarks>
internal readonly ref struct SharedListRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x40;
    public const int SlotByteCount = 8;
    public const int LockOffset = 0x0;
    public const int DepthOffset = 0x4;
    public const int CapacityOffset = 0x8;
    public const int LockWaitsOffset = 0xC;
    public const int SlotsAddressOffset = 0x10;
    public const int BlocksInOffset = 0x18;
    public const int BlocksOutOffset = 0x20;
    public const int LastBlocksOutOffset = 0x28;

    /// <summary>Blocks in the list now.</summary>
    public uint Depth
    {
        get => Cell<TMachine>.ReadShared32(machine, address + DepthOffset);
        set => Cell<TMachine>.Publish32(machine, address + DepthOffset, value);
    }

    /// <summary>Slots; 0 before the first use.</summary>
    public uint Capacity
    {
        get => Cell<TMachine>.ReadShared32(machine, address + CapacityOffset);
        set => Cell<TMachine>.Publish32(machine, address + CapacityOffset, value);
    }

    /// <summary>Times the lock was found taken.</summary>
    public uint LockWaits
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LockWaitsOffset);
        set => Cell<TMachine>.Write(machine, address + LockWaitsOffset, value);
    }

    public nuint SlotsAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + SlotsAddressOffset);
        set => Cell<TMachine>.Publish(machine, address + SlotsAddressOffset, value);
    }

    public ulong BlocksIn
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + BlocksInOffset);
        set => Cell<TMachine>.Publish(machine, address + BlocksInOffset, value);
    }

    public ulong BlocksOut
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + BlocksOutOffset);
        set => Cell<TMachine>.Publish(machine, address + BlocksOutOffset, value);
    }

    /// <summary>BlocksOut at the last tuning.</summary>
    public ulong LastBlocksOut
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + LastBlocksOutOffset);
        set => Cell<TMachine>.Write(machine, address + LastBlocksOutOffset, value);
    }

    public nuint Slot(nuint slots, uint index) =>
        (nuint)Cell<TMachine>.Read<ulong>(machine, slots + ((nuint)index * SlotByteCount));

    public void SetSlot(nuint slots, uint index, nuint payload) =>
        Cell<TMachine>.Write<ulong>(machine, slots + ((nuint)index * SlotByteCount), payload);
}
