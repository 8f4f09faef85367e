using System.Collections.Generic;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// A processor's block as docs/internals/memory-layout.md describes it, read with pointers and nothing of the
/// engine.
/// </summary>
internal readonly unsafe struct RawProcessor
{
    private const int ProcessorsOffset = 0x70;
    private const int ProcessorCountOffset = 0x78;
    private const int SectionsOffset = 0x100;
    private const int SectionByteCount = 0x2440;
    private const int ListsOffset = 0x40;
    private const int ListByteCount = 0x20;

    private readonly byte* _block;

    private RawProcessor(byte* block) => _block = block;

    public nuint Address => (nuint)_block;

    /// <summary>Whether the lists are stopped.</summary>
    public bool IsStopped => *(uint*)(_block + 0x1C) != 0;

    /// <summary>Whether the owner is inside of one of its lists of a pool.</summary>
    public bool IsBusy(PoolKind kind) => *(uint*)BusyAddress(kind) != 0;

    /// <summary>Where the owner notes that it is inside of one of its lists of a pool.</summary>
    public nuint BusyAddress(PoolKind kind) => (nuint)Section(kind) + 0x3C;

    /// <summary>Where the size of the owner's hash of a pool is written.</summary>
    public nuint SlotMaskAddress(PoolKind kind) => (nuint)Section(kind) + 0x34;

    public uint HeldLimitByteCount => *(uint*)(_block + 0xC0);

    public uint ScopeCount => *(uint*)(_block + 0xC4);

    /// <summary>The running processor's block; it must have one.</summary>
    public static RawProcessor Current<TMachine>(Executive<TMachine> pools)
        where TMachine : struct, IMachine => At(pools, pools.Machine.CurrentProcessor);

    /// <summary>The blocks of all processors that ever were.</summary>
    public static IReadOnlyList<RawProcessor> All<TMachine>(Executive<TMachine> pools)
        where TMachine : struct, IMachine
    {
        List<RawProcessor> all = [];
        byte* root = (byte*)pools.DebuggerData;
        for (int number = 0; number < *(int*)(root + ProcessorCountOffset); number++)
        {
            RawProcessor processor = At(pools, number);
            if (processor.Address != 0)
            {
                all.Add(processor);
            }
        }

        return all;
    }

    /// <summary>The list of a class: units of a small block, or 255 + pages of a large one.</summary>
    public RawList List(PoolKind kind, int number) => new(Section(kind) + ListsOffset + (number * ListByteCount));

    private byte* Section(PoolKind kind) => _block + SectionsOffset + ((int)kind * SectionByteCount);

    private static RawProcessor At<TMachine>(Executive<TMachine> pools, int number)
        where TMachine : struct, IMachine
    {
        byte* root = (byte*)pools.DebuggerData;
        ulong* slots = *(ulong**)(root + ProcessorsOffset);
        return new RawProcessor((byte*)slots[number]);
    }
}
