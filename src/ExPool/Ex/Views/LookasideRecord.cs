using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>A list of unused blocks of one size: how many it may hold, and what went through it.</summary>
/// <remarks>
/// NT's GENERAL_LOOKASIDE, in the form that addresses of 4 or of 8 bytes give it; the lock and what follows lie in its
/// padding. Guarded by the lock, but for ListEntry and State, which the lock of all lists guards. Counters are 32 bits
/// wide, as in NT, and wrap.
/// </remarks>
internal readonly ref struct LookasideRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x80;
    public const int ListHeadOffset = 0x0;
    public const int LockOffset = 0x60;
    public const int StateOffset = 0x64;

    /// <summary>Nobody's; the next list may have it.</summary>
    public const uint Unused = 0;

    /// <summary>Somebody's, and not complete.</summary>
    public const uint BeingMade = 1;

    /// <summary>A list.</summary>
    public const uint InUse = 2;

    public static readonly int DepthOffset = HasLongLinks ? 0x10 : 0x8;
    public static readonly int MaximumDepthOffset = HasLongLinks ? 0x12 : 0xA;
    public static readonly int TotalAllocatesOffset = HasLongLinks ? 0x14 : 0xC;
    public static readonly int AllocateMissesOffset = HasLongLinks ? 0x18 : 0x10;
    public static readonly int TotalFreesOffset = HasLongLinks ? 0x1C : 0x14;
    public static readonly int FreeMissesOffset = HasLongLinks ? 0x20 : 0x18;
    public static readonly int TypeOffset = HasLongLinks ? 0x24 : 0x1C;
    public static readonly int TagOffset = HasLongLinks ? 0x28 : 0x20;
    public static readonly int SizeOffset = HasLongLinks ? 0x2C : 0x24;
    public static readonly int AllocateOffset = HasLongLinks ? 0x30 : 0x28;
    public static readonly int FreeOffset = HasLongLinks ? 0x38 : 0x2C;
    public static readonly int ListEntryOffset = HasLongLinks ? 0x40 : 0x30;
    public static readonly int LastTotalAllocatesOffset = HasLongLinks ? 0x50 : 0x38;
    public static readonly int LastAllocateMissesOffset = HasLongLinks ? 0x54 : 0x3C;

    private static bool HasLongLinks => TMachine.PointerByteCount == 8;

    public nuint Address => address;

    /// <summary>Blocks the list may hold now.</summary>
    public ushort Depth
    {
        get => Cell<TMachine>.Read<ushort>(machine, address + (nuint)DepthOffset);
        set => Cell<TMachine>.Write(machine, address + (nuint)DepthOffset, value);
    }

    public ushort MaximumDepth
    {
        get => Cell<TMachine>.Read<ushort>(machine, address + (nuint)MaximumDepthOffset);
        set => Cell<TMachine>.Write(machine, address + (nuint)MaximumDepthOffset, value);
    }

    /// <summary>POOL_TYPE with its modifiers.</summary>
    public uint Type
    {
        get => Cell<TMachine>.Read<uint>(machine, address + (nuint)TypeOffset);
        set => Cell<TMachine>.Write(machine, address + (nuint)TypeOffset, value);
    }

    public uint Tag
    {
        get => Cell<TMachine>.Read<uint>(machine, address + (nuint)TagOffset);
        set => Cell<TMachine>.Write(machine, address + (nuint)TagOffset, value);
    }

    /// <summary>Bytes of a block's payload.</summary>
    public uint Size
    {
        get => Cell<TMachine>.Read<uint>(machine, address + (nuint)SizeOffset);
        set => Cell<TMachine>.Write(machine, address + (nuint)SizeOffset, value);
    }

    /// <summary>0: the pool; 1: a function of the program.</summary>
    public nuint Allocate
    {
        get => Cell<TMachine>.ReadPointer(machine, address + (nuint)AllocateOffset);
        set => Cell<TMachine>.WritePointer(machine, address + (nuint)AllocateOffset, value);
    }

    /// <summary>0: the pool; 1: a function of the program.</summary>
    public nuint Free
    {
        get => Cell<TMachine>.ReadPointer(machine, address + (nuint)FreeOffset);
        set => Cell<TMachine>.WritePointer(machine, address + (nuint)FreeOffset, value);
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
