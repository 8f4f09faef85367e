using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>A block of whole pages: its address, tag and length.</summary>
/// <remarks>NT's POOL_TRACKER_BIG_PAGES in its 64-bit form. Guarded by the table's lock.</remarks>
internal readonly ref struct BigPageRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x18;
    public const ulong FreedBit = 1;
    public const int VaOffset = 0x0;
    public const int KeyOffset = 0x8;
    public const int PoolTypeOffset = 0xC;
    public const int NumberOfBytesOffset = 0x10;

    public nuint Address => address;

    /// <summary>0: never used; bit 0: was freed.</summary>
    public ulong Va
    {
        get => Cell<TMachine>.ReadShared(machine, address + VaOffset);
        set => Cell<TMachine>.Publish(machine, address + VaOffset, value);
    }

    /// <summary>The tag.</summary>
    public uint Key
    {
        get => Cell<TMachine>.Read<uint>(machine, address + KeyOffset);
        set => Cell<TMachine>.Write(machine, address + KeyOffset, value);
    }

    public uint PoolType
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PoolTypeOffset);
        set => Cell<TMachine>.Write(machine, address + PoolTypeOffset, value);
    }

    public ulong NumberOfBytes
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + NumberOfBytesOffset);
        set => Cell<TMachine>.Write(machine, address + NumberOfBytesOffset, value);
    }
}
