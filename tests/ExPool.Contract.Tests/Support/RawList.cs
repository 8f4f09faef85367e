using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>A processor's look-aside list, read as docs/internals/memory-layout.md describes it.</summary>
internal readonly struct RawList<TMachine>(MachineMemory<TMachine> memory, nuint record)
    where TMachine : struct, IMachine
{
    private const int SlotsOffset = 0x40;

    /// <summary>Whether the list was ever used.</summary>
    public bool IsUsed => Magazine != 0;

    /// <summary>Blocks in the list.</summary>
    public int Depth => SlotNumber(Word(record));

    /// <summary>Allocations that came from the list.</summary>
    public ulong Served => Word(record + 0x10);

    /// <summary>Blocks it may hold.</summary>
    public int Limit => SlotNumber(Word(record + 0x8));

    public int Capacity => IsUsed ? memory.Read<int>(Magazine) : 0;

    public ulong AllocateMisses => IsUsed ? Word(Magazine + 0x08) : 0;

    public ulong FreeMisses => IsUsed ? Word(Magazine + 0x10) : 0;

    /// <summary>Blocks that came in other than by frees.</summary>
    public ulong BlocksIn => IsUsed ? Word(Magazine + 0x18) : 0;

    /// <summary>Blocks that left other than by allocations.</summary>
    public ulong BlocksOut => IsUsed ? Word(Magazine + 0x20) : 0;

    private nuint Magazine => (nuint)Word(record + 0x18);

    private int SlotNumber(ulong slot) => IsUsed ? (int)((slot - Magazine - SlotsOffset) / sizeof(ulong)) : 0;

    private ulong Word(nuint address) => memory.Read<ulong>(address);
}
