using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// A processor's block as docs/internals/memory-layout.md describes it, read with nothing of the engine.
/// </summary>
internal readonly struct RawProcessor<TMachine>(MachineMemory<TMachine> memory, nuint block)
    where TMachine : struct, IMachine
{
    private const int SectionsOffset = 0x100;
    private const int SectionByteCount = 0x2840;
    private const int ListsOffset = 0x40;
    private const int ListByteCount = 0x20;
    private const int RecentOffset = 0x2440;
    private const int RecentCount = 64;
    private const int RecentByteCount = 0x10;
    private const int TagInRecent = 8;

    public nuint Address => block;

    /// <summary>Whether the lists are stopped.</summary>
    public bool IsStopped => memory.Read<uint>(block + 0x1C) != 0;

    public uint HeldLimitByteCount => memory.Read<uint>(block + 0xC0);

    public uint ScopeCount => memory.Read<uint>(block + 0xC4);

    /// <summary>Whether the owner is inside of one of its lists of a pool.</summary>
    public bool IsBusy(PoolKind kind) => memory.Read<uint>(BusyAddress(kind)) == 1;

    /// <summary>Where the owner notes that it is inside of one of its lists of a pool.</summary>
    public nuint BusyAddress(PoolKind kind) => Section(kind) + 0x3C;

    /// <summary>Where the size of the owner's hash of a pool is written.</summary>
    public nuint SlotMaskAddress(PoolKind kind) => Section(kind) + 0x34;

    /// <summary>Where a tag that was found lately lies in its slot; 0 when it is not among them.</summary>
    public nuint RecentTagAddress(PoolKind kind, PoolTag tag)
    {
        for (int number = 0; number < RecentCount; number++)
        {
            nuint address = Section(kind) + (nuint)(RecentOffset + (number * RecentByteCount) + TagInRecent);
            if (memory.Read<uint>(address) == tag.Value)
            {
                return address;
            }
        }

        return 0;
    }

    /// <summary>The list of a class: units of a small block, or 255 + pages of a large one.</summary>
    public RawList<TMachine> List(PoolKind kind, int number) =>
        new(memory, Section(kind) + ListsOffset + (nuint)(number * ListByteCount));

    private nuint Section(PoolKind kind) => block + SectionsOffset + (nuint)((int)kind * SectionByteCount);
}
