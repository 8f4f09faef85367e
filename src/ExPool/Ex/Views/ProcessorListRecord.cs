using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>One look-aside list of one processor: a stack of free blocks of one class.</summary>
/// <remarks>
/// In NT a GENERAL_LOOKASIDE of the processor's block. One writer, the owner, or who stopped it. The blocks
/// lie in the magazine from its first slot up to Top. A list that was never used has no magazine; its Top
/// and End point behind a slot that holds 0, so that it is empty and full at once.
/// </remarks>
internal readonly ref struct ProcessorListRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x20;
    public const int TopOffset = 0x0;
    public const int EndOffset = 0x8;
    public const int ServedOffset = 0x10;
    public const int MagazineOffset = 0x18;

    /// <summary>The slot that the next block goes into; the one below holds the block that leaves next.</summary>
    public nuint Top
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + TopOffset);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Cell<TMachine>.Publish(machine, address + TopOffset, value);
    }

    /// <summary>The slot that no block may go into: the list's limit.</summary>
    public nuint End
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + EndOffset);
        set => Cell<TMachine>.Publish(machine, address + EndOffset, value);
    }

    /// <summary>Allocations served since the list began.</summary>
    public ulong Served => Cell<TMachine>.Read<ulong>(machine, address + ServedOffset);

    /// <summary>Where the list keeps its blocks; 0 before the first use.</summary>
    public nuint Magazine
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + MagazineOffset);
        set => Cell<TMachine>.Publish(machine, address + MagazineOffset, value);
    }

    /// <summary>Blocks in the list now.</summary>
    public uint Depth => Magazine == 0 ? 0 : MagazineRecord<TMachine>.IndexOf(Magazine, Top);

    /// <summary>Blocks the list may hold.</summary>
    public uint Limit
    {
        get => Magazine == 0 ? 0 : MagazineRecord<TMachine>.IndexOf(Magazine, End);
        set => End = MagazineRecord<TMachine>.SlotAddress(Magazine, value);
    }

    /// <summary>Sets how many blocks are in the list.</summary>
    public void SetDepth(uint depth) => Top = MagazineRecord<TMachine>.SlotAddress(Magazine, depth);

    /// <summary>Counts an allocation, before the block leaves: a reader who looks at Top first never sees fewer
    /// served than left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountServed() => Cell<TMachine>.Add(machine, address + ServedOffset, 1);
}
