using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>One look-aside list of one processor: a stack of free blocks of one class.</summary>
/// <remarks>
/// In NT a GENERAL_LOOKASIDE of the processor's block. One writer, the owner, or who stopped it. State holds
/// the depth in bits 15..0 and the allocations served in bits 63..16, so that one write does both.
/// </remarks>
internal readonly ref struct ProcessorListRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x10;
    public const int StateOffset = 0x0;
    public const int MagazineOffset = 0x8;
    public const int LimitOffset = 0xC;

    /// <summary>What is added to State when a block leaves by an allocation: one block less, one served
    /// more.</summary>
    public const ulong OneServed = 0x1_0000 - 1;

    private const int ServedShift = 16;

    public ulong State
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<ulong>(machine, address + StateOffset);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Cell<TMachine>.Publish(machine, address + StateOffset, value);
    }

    /// <summary>Blocks in the list now.</summary>
    public uint Depth => DepthOf(State);

    /// <summary>Allocations served since the list began.</summary>
    public ulong Served => State >> ServedShift;

    /// <summary>Blocks the list may hold.</summary>
    public uint Limit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<ushort>(machine, address + LimitOffset);
        set => Cell<TMachine>.Write(machine, address + LimitOffset, (ushort)value);
    }

    /// <summary>The magazine's distance from the root block, in bytes; 0 before the first use.</summary>
    public uint MagazineDistance
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<uint>(machine, address + MagazineOffset);
        set => Cell<TMachine>.Publish32(machine, address + MagazineOffset, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint DepthOf(ulong state) => (ushort)state;

    /// <summary>The magazine's address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint MagazineAddress(nuint root) => root + MagazineDistance;

    public void SetMagazineAddress(nuint root, nuint magazine) =>
        MagazineDistance = (uint)(magazine - root);
}
