using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The lists of free blocks of one pool, by size, and what went through them.</summary>
/// <remarks>NT's POOL_DESCRIPTOR. Guarded by its lock; PoolType and PoolIndex never change.</remarks>
internal readonly ref struct DescriptorRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x1100;
    public const int ListBitmapOffset = 0x40;
    public const int ListBitmapWords = 8;
    public const int ListHeadsOffset = 0x100;
    public const int PoolTypeOffset = 0x0;
    public const int PoolIndexOffset = 0x4;
    public const int LockOffset = 0x8;
    public const int ChangeCountOffset = 0xC;
    public const int RunningAllocsOffset = 0x10;
    public const int RunningDeAllocsOffset = 0x18;
    public const int TotalPagesOffset = 0x20;
    public const int TotalBigPagesOffset = 0x28;
    public const int TotalBytesOffset = 0x30;
    public const int LockWaitsOffset = 0x38;

    private const int ListHeadsByteCount = 0x1000;

    /// <summary>Lists: as many as a page has units, in NT.</summary>
    public static int ListHeadCount => ListHeadsByteCount / (2 * TMachine.PointerByteCount);

    public nuint Address => address;

    public uint PoolType
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PoolTypeOffset);
        set => Cell<TMachine>.Write(machine, address + PoolTypeOffset, value);
    }

    public uint PoolIndex
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PoolIndexOffset);
        set => Cell<TMachine>.Write(machine, address + PoolIndexOffset, value);
    }

    public uint Lock
    {
        get => Cell<TMachine>.ReadShared32(machine, address + LockOffset);
        set => Cell<TMachine>.Publish32(machine, address + LockOffset, value);
    }

    /// <summary>Odd while a change is made.</summary>
    public uint ChangeCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + ChangeCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + ChangeCountOffset, value);
    }

    public ulong RunningAllocs
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + RunningAllocsOffset);
        set => Cell<TMachine>.Write(machine, address + RunningAllocsOffset, value);
    }

    public ulong RunningDeAllocs
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + RunningDeAllocsOffset);
        set => Cell<TMachine>.Write(machine, address + RunningDeAllocsOffset, value);
    }

    /// <summary>Pages that hold small blocks.</summary>
    public ulong TotalPages
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + TotalPagesOffset);
        set => Cell<TMachine>.Write(machine, address + TotalPagesOffset, value);
    }

    public ulong TotalBigPages
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + TotalBigPagesOffset);
        set => Cell<TMachine>.Write(machine, address + TotalBigPagesOffset, value);
    }

    public ulong TotalBytes
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + TotalBytesOffset);
        set => Cell<TMachine>.Write(machine, address + TotalBytesOffset, value);
    }

    public ulong LockWaits
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + LockWaitsOffset);
        set => Cell<TMachine>.Write(machine, address + LockWaitsOffset, value);
    }

    public ulong ListBitmap(int word) =>
        Cell<TMachine>.Read<ulong>(machine, address + ListBitmapOffset + (nuint)(word * 8));

    public void SetListBitmap(int word, ulong value) =>
        Cell<TMachine>.Write(machine, address + ListBitmapOffset + (nuint)(word * 8), value);

    /// <summary>The head of the list of free blocks of this many units.</summary>
    public nuint ListHeadAddress(uint units) =>
        address + ListHeadsOffset + ((units - 1) * 2 * (nuint)TMachine.PointerByteCount);
}
