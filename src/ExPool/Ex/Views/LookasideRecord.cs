using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>A list of unused blocks of one size: how many it may hold, and what went through it.</summary>
/// <remarks>
/// NT's GENERAL_LOOKASIDE in the form of 64-bit Windows; the lock and what follows lie in its padding. Guarded by
/// the lock, but for ListEntry and State, which the lock of all lists guards. Counters are 32 bits wide, as in NT, and
/// wrap.
/// </remarks>
internal readonly ref struct LookasideRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x80;
    public const int ListHeadOffset = 0x0;
    public const int DepthOffset = 0x10;
    public const int MaximumDepthOffset = 0x12;
    public const int TotalAllocatesOffset = 0x14;
    public const int AllocateMissesOffset = 0x18;
    public const int TotalFreesOffset = 0x1C;
    public const int FreeMissesOffset = 0x20;
    public const int TypeOffset = 0x24;
    public const int TagOffset = 0x28;
    public const int SizeOffset = 0x2C;
    public const int AllocateOffset = 0x30;
    public const int FreeOffset = 0x38;
    public const int ListEntryOffset = 0x40;
    public const int LastTotalAllocatesOffset = 0x50;
    public const int LastAllocateMissesOffset = 0x54;
    public const int LockOffset = 0x60;
    public const int StateOffset = 0x64;

    /// <summary>Nobody's; the next list may have it.</summary>
    public const uint Unused = 0;

    /// <summary>Somebody's, and not complete.</summary>
    public const uint BeingMade = 1;

    /// <summary>A list.</summary>
    public const uint InUse = 2;

    public nuint Address => address;

    /// <summary>Blocks the list may hold now.</summary>
    public ushort Depth
    {
        get => Cell<TMachine>.Read<ushort>(machine, address + DepthOffset);
        set => Cell<TMachine>.Write(machine, address + DepthOffset, value);
    }

    public ushort MaximumDepth
    {
        get => Cell<TMachine>.Read<ushort>(machine, address + MaximumDepthOffset);
        set => Cell<TMachine>.Write(machine, address + MaximumDepthOffset, value);
    }

    /// <summary>POOL_TYPE with its modifiers.</summary>
    public uint Type
    {
        get => Cell<TMachine>.Read<uint>(machine, address + TypeOffset);
        set => Cell<TMachine>.Write(machine, address + TypeOffset, value);
    }

    public uint Tag
    {
        get => Cell<TMachine>.Read<uint>(machine, address + TagOffset);
        set => Cell<TMachine>.Write(machine, address + TagOffset, value);
    }

    /// <summary>Bytes of a block's payload.</summary>
    public uint Size
    {
        get => Cell<TMachine>.Read<uint>(machine, address + SizeOffset);
        set => Cell<TMachine>.Write(machine, address + SizeOffset, value);
    }

    /// <summary>0: the pool; 1: a function of the program.</summary>
    public ulong Allocate
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + AllocateOffset);
        set => Cell<TMachine>.Write(machine, address + AllocateOffset, value);
    }

    /// <summary>0: the pool; 1: a function of the program.</summary>
    public ulong Free
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + FreeOffset);
        set => Cell<TMachine>.Write(machine, address + FreeOffset, value);
    }

    public uint State
    {
        get => Cell<TMachine>.ReadShared32(machine, address + StateOffset);
        set => Cell<TMachine>.Publish32(machine, address + StateOffset, value);
    }

    /// <summary>One of the 32-bit counters, by its offset.</summary>
    public uint Counter(int offset) => Cell<TMachine>.ReadShared32(machine, address + (nuint)offset);

    public void SetCounter(int offset, uint value) =>
        Cell<TMachine>.Publish32(machine, address + (nuint)offset, value);

    /// <summary>Adds one to a counter.</summary>
    public void Count(int offset) => SetCounter(offset, unchecked(Counter(offset) + 1));
}
