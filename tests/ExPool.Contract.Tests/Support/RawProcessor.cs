using System.Collections.Generic;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// A processor's block as docs/internals/memory-layout.md describes it, read with pointers and nothing of the
/// engine.
/// </summary>
internal readonly unsafe struct RawProcessor
{
    /// <summary>Offset of the word that is the size of the owner's hash.</summary>
    public const int TrackerSlotMaskOffset = 0x18;

    /// <summary>Offset of the flag that the owner sets while it is inside of a list.</summary>
    public const int BusyOffset = 0x04;

    private const int ProcessorsOffset = 0x70;
    private const int ProcessorCountOffset = 0x78;
    private const int SectionsOffset = 0x100;
    private const int SectionByteCount = 0x1240;
    private const int ListsOffset = 0x40;
    private const int ListByteCount = 0x10;

    private readonly byte* _block;
    private readonly byte* _root;

    private RawProcessor(byte* block, byte* root)
    {
        _block = block;
        _root = root;
    }

    public nuint Address => (nuint)_block;

    public bool IsBusy => *(uint*)(_block + BusyOffset) != 0;

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
    public RawList List(PoolKind kind, int number) => new(
        _block + SectionsOffset + ((int)kind * SectionByteCount) + ListsOffset + (number * ListByteCount), _root);

    private static RawProcessor At<TMachine>(Executive<TMachine> pools, int number)
        where TMachine : struct, IMachine
    {
        byte* root = (byte*)pools.DebuggerData;
        ulong* slots = *(ulong**)(root + ProcessorsOffset);
        return new RawProcessor((byte*)slots[number], root);
    }
}
