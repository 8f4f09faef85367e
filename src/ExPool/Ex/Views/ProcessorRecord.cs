using System;
using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>What one processor (on the host, one thread) keeps for itself.</summary>
/// <remarks>NT's KPRCB. One writer, its owner; readers see an entry only when TrackerCount counts it.</remarks>
internal readonly ref struct ProcessorRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x5180;
    public const int SectionsOffset = 0x100;
    public const int NoSmallOffset = 0xD0;
    public const int NoBigOffset = 0xD8;

    /// <summary>Where no block lies: 4 and 12 bytes before it is always 0.</summary>
    public const int NoBlock = 0xDC;

    public const int DeferredOffset = 0xE0;
    public const int TrackerChunksOffset = 0x20;
    public const int TrackerChunkCount = 0x14;
    public const int FirstChunkEntryCount = 0x40;
    public const int NumberOffset = 0x0;
    public const int TrackerCountOffset = 0x14;
    public const int StopOffset = 0x1C;
    public const int HeldLimitByteCountOffset = 0xC0;
    public const int ScopeCountOffset = 0xC4;

    public nuint Address => address;

    public uint Number
    {
        get => Cell<TMachine>.Read<uint>(machine, address + NumberOffset);
        set => Cell<TMachine>.Write(machine, address + NumberOffset, value);
    }

    /// <summary>1 while the owner must keep out of its lists.</summary>
    public uint Stop
    {
        get => Cell<TMachine>.ReadShared32(machine, address + StopOffset);
        set => Cell<TMachine>.Publish32(machine, address + StopOffset, value);
    }

    /// <summary>What the lists may hold together, by their limits.</summary>
    public uint HeldLimitByteCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + HeldLimitByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + HeldLimitByteCountOffset, value);
    }

    /// <summary>Processor contexts that the owner has open.</summary>
    public uint ScopeCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + ScopeCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + ScopeCountOffset, value);
    }

    /// <summary>Shows the owner's fast look-up its hashes, or hides them: then it finds nothing.</summary>
    public void ShowIndex(bool isShown)
    {
        foreach (PoolKind kind in (ReadOnlySpan<PoolKind>)[PoolKind.NonPaged, PoolKind.Paged])
        {
            ProcessorSection<TMachine> section = new(machine, SectionAddress(address, kind));
            section.IndexMask = isShown ? section.SlotMask : 0;
            section.ShowRecent(isShown);
        }
    }

    /// <summary>Whether the owner is inside of one of its lists.</summary>
    public bool IsBusy =>
        new ProcessorSection<TMachine>(machine, SectionAddress(address, PoolKind.NonPaged)).IsBusy
        || new ProcessorSection<TMachine>(machine, SectionAddress(address, PoolKind.Paged)).IsBusy;

    /// <summary>What the processor has of one pool.</summary>
    public static nuint SectionAddress(nuint processor, PoolKind kind) => OfControl(processor + SectionsOffset, kind);

    /// <summary>What a machine's control word holds for a processor: the address of its first section, which the
    /// shortest way needs first.</summary>
    public static nuint ControlOf(nuint processor) => processor == 0 ? 0 : processor + SectionsOffset;

    /// <summary>The block that a control word stands for.</summary>
    public static nuint OfControl(nuint control) => control == 0 ? 0 : control - SectionsOffset;

    /// <summary>The ring of frees that a processor put off; 0 when it never did.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint DeferredOf(TMachine machine, nuint control) =>
        (nuint)Cell<TMachine>.Read<ulong>(machine, control - (SectionsOffset - DeferredOffset));

    /// <summary>Gives a processor a ring for frees that it puts off.</summary>
    public static void SetDeferred(TMachine machine, nuint control, nuint ring) =>
        Cell<TMachine>.Publish(machine, control - (SectionsOffset - DeferredOffset), ring);

    /// <summary>The section of a pool, from the control word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint OfControl(nuint control, PoolKind kind) =>
        control + ((nuint)kind * ProcessorSection<TMachine>.ByteCount);

    /// <summary>The look-aside list of a class of blocks.</summary>
    public static nuint ListAddress(nuint processor, PoolKind kind, uint number) =>
        ProcessorSection<TMachine>.ListAddress(SectionAddress(processor, kind), number);

    public uint TrackerCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + TrackerCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + TrackerCountOffset, value);
    }

    public nuint TrackerChunk(int chunk) =>
        (nuint)Cell<TMachine>.Read<ulong>(machine, address + TrackerChunksOffset + (nuint)(chunk * 8));

    public void SetTrackerChunk(int chunk, nuint value) =>
        Cell<TMachine>.Write<ulong>(machine, address + TrackerChunksOffset + (nuint)(chunk * 8), value);
}
