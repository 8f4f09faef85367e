using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>What a block that lies unused on a singly linked list has in its payload: the next one, and a mark that
/// it is held.</summary>
/// <remarks>NT's SLIST_ENTRY, whose second word is reserved on 64-bit Windows. Guarded by the list's lock.</remarks>
internal readonly ref struct SListEntry<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x10;
    public const int NextOffset = 0x0;
    public const int MarkOffset = 0x8;

    /// <summary>The next block; 0 for none.</summary>
    public nuint Next
    {
        get => Cell<TMachine>.ReadPointer(machine, address + NextOffset);
        set => Cell<TMachine>.WritePointer(machine, address + NextOffset, value);
    }

    /// <summary>Follows from the block and its list while it is held.</summary>
    public ulong Mark
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + MarkOffset);
        set => Cell<TMachine>.Write(machine, address + MarkOffset, value);
    }
}
