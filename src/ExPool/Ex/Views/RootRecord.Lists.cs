using ExPool.Machine;

namespace ExPool.Ex.Views;

// What was added after the pool records: lists of what programs made, and the options that matter after the boot.
internal readonly ref partial struct RootRecord<TMachine>
    where TMachine : struct, IMachine
{
    public const int ProcessesAddressOffset = 0x900;
    public const int ProcessCountOffset = 0x908;
    public const int ProcessLockOffset = 0x90C;
    public const int LookasideListsOffset = 0x910;
    public const int LookasideCountOffset = 0x920;
    public const int LookasideLockOffset = 0x924;
    public const int LookasideLargestByteCountOffset = 0x928;
    public const int LookasideHeldByteCountOffset = 0x92C;
    public const int LookasideMaximumDepthOffset = 0x930;
    public const int CapturesCallSitesOffset = 0x934;

    /// <summary>The record of a process that was made last; it leads to the others.</summary>
    public nuint ProcessesAddress
    {
        get => (nuint)Cell<TMachine>.ReadShared(machine, address + ProcessesAddressOffset);
        set => Cell<TMachine>.Publish(machine, address + ProcessesAddressOffset, value);
    }

    /// <summary>Records of processes, those of deleted ones with them.</summary>
    public uint ProcessCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + ProcessCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + ProcessCountOffset, value);
    }

    /// <summary>Records of look-aside lists that are linked, those without a list with them.</summary>
    public uint LookasideCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + LookasideCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + LookasideCountOffset, value);
    }

    /// <summary>Bytes of the largest block that has look-aside lists; 0 for none at all.</summary>
    public uint LookasideLargestByteCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LookasideLargestByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + LookasideLargestByteCountOffset, value);
    }

    /// <summary>Bytes that one processor's look-aside lists may hold together.</summary>
    public uint LookasideHeldByteCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LookasideHeldByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + LookasideHeldByteCountOffset, value);
    }

    /// <summary>Blocks that one look-aside list may hold.</summary>
    public uint LookasideMaximumDepth
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LookasideMaximumDepthOffset);
        set => Cell<TMachine>.Write(machine, address + LookasideMaximumDepthOffset, value);
    }

    /// <summary>1: the first call site of each tag is kept.</summary>
    public uint CapturesCallSites
    {
        get => Cell<TMachine>.Read<uint>(machine, address + CapturesCallSitesOffset);
        set => Cell<TMachine>.Write(machine, address + CapturesCallSitesOffset, value);
    }
}
