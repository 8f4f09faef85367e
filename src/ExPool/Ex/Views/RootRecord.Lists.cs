using ExPool.Machine;

namespace ExPool.Ex.Views;

// What was added after the pool records: lists of what programs made.
internal readonly ref partial struct RootRecord<TMachine>
    where TMachine : struct, IMachine
{
    public const int ProcessesAddressOffset = 0x900;
    public const int ProcessCountOffset = 0x908;
    public const int ProcessLockOffset = 0x90C;
    public const int LookasideListsOffset = 0x910;
    public const int LookasideCountOffset = 0x920;
    public const int LookasideLockOffset = 0x924;

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
}
