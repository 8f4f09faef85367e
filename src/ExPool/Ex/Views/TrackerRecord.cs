using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>What one processor counted for one tag in one pool.</summary>
/// <remarks>One writer. The order of the writes lets a reader who reads frees first never see more frees
/// than allocations.</remarks>
internal readonly ref struct TrackerRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x40;
    public const int KeyOffset = 0;
    public const int AllocationsOffset = 0x08;
    public const int BytesAllocatedOffset = 0x10;
    public const int FreesOffset = 0x18;
    public const int BytesFreedOffset = 0x20;

    /// <summary>Tag in the low half, pool kind in the high half.</summary>
    public ulong Key
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + KeyOffset);
        set => Cell<TMachine>.Write(machine, address + KeyOffset, value);
    }

    public PoolTag Tag => new((uint)(Key & uint.MaxValue));

    public PoolKind Kind => (PoolKind)(Key >> 32);

    /// <summary>The key of a tag in a pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong KeyOf(uint tag, PoolKind kind) => tag | ((ulong)kind << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CountAllocation(ref TMachine machine, nuint entry, ulong byteCount)
    {
        ShortWay<TMachine>.Add(ref machine, entry + AllocationsOffset, 1);
        ShortWay<TMachine>.Add(ref machine, entry + BytesAllocatedOffset, byteCount);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CountFree(ref TMachine machine, nuint entry, ulong byteCount)
    {
        ShortWay<TMachine>.Add(ref machine, entry + FreesOffset, 1);
        ShortWay<TMachine>.Add(ref machine, entry + BytesFreedOffset, byteCount);
    }
}
