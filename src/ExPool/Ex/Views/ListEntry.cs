using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>A pair of links of a doubly linked list: in a list head, or at the start of a free block's
/// payload.</summary>
/// <remarks>NT's LIST_ENTRY. entry.Flink.Blink = entry = entry.Blink.Flink. Guarded by the descriptor's
/// lock.</remarks>
internal readonly ref struct ListEntry<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public nuint Flink
    {
        get => Cell<TMachine>.ReadPointer(machine, address);
        set => Cell<TMachine>.WritePointer(machine, address, value);
    }

    public nuint Blink
    {
        get => Cell<TMachine>.ReadPointer(machine, address + (nuint)TMachine.PointerByteCount);
        set => Cell<TMachine>.WritePointer(machine, address + (nuint)TMachine.PointerByteCount, value);
    }
}
