using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The header before each small block.</summary>
/// <remarks>
/// NT's POOL_HEADER in the form of 64-bit Windows, of which the host uses the first 8 bytes:
/// <code>
/// 63..32 tag, bit 63 (tag bit 31) set: not allocated
/// 31..24 pool type | 23..16 units | 15..8 pool index | 7..0 previous units
/// </code>
/// Within a page: sum of Units = UnitsPerPage; block.Next.PreviousUnits = block.Units. PreviousUnits and
/// the links are written under the descriptor's lock only.
/// </remarks>
internal readonly ref struct PoolBlock<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int PreviousUnitsOffset = 0;
    public const int PoolIndexOffset = 1;
    public const int UnitsOffset = 2;
    public const int PoolTypeOffset = 3;
    public const int TagOffset = 4;

    /// <summary>The stored pool type of a block that is on a free list or is a hole.</summary>
    public const byte FreeType = 0;

    // A page's state is its descriptor's number with bit 7 set; a header's pool index is the number alone.
    private const uint IndexMark = (uint)PageState<TMachine>.SmallBit << IndexShift;
    private const uint TypeAndIndex = 0xFF00_FF00;
    private const int IndexShift = 8;
    private const int TypeShift = 24;

    /// <summary>Set in the tag field of a block that is not allocated.</summary>
    public const uint NotAllocatedBit = 0x8000_0000;

    public nuint Address => address;

    public nuint Payload => address + (nuint)TMachine.HeaderByteCount;

    /// <summary>The whole header, read or written at once.</summary>
    public ulong Word
    {
        get => Cell<TMachine>.Read<ulong>(machine, address);
        set => Cell<TMachine>.Write(machine, address, value);
    }

    /// <summary>The lower half of the header: all but the tag.</summary>
    /// <remarks>Read apart from the tag where the tag was written a moment ago: one read of both would wait
    /// until that write has left the processor.</remarks>
    public uint LowerHalf
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<uint>(machine, address);
    }

    public uint PreviousUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<byte>(machine, address + PreviousUnitsOffset);
        set => Cell<TMachine>.Write(machine, address + PreviousUnitsOffset, Narrow.ToByte(value));
    }

    public uint PoolIndex
    {
        get => Cell<TMachine>.Read<byte>(machine, address + PoolIndexOffset);
        set => Cell<TMachine>.Write(machine, address + PoolIndexOffset, Narrow.ToByte(value));
    }

    public uint Units
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<byte>(machine, address + UnitsOffset);
        set => Cell<TMachine>.Write(machine, address + UnitsOffset, Narrow.ToByte(value));
    }

    public byte PoolType
    {
        get => Cell<TMachine>.Read<byte>(machine, address + PoolTypeOffset);
        set => Cell<TMachine>.Write(machine, address + PoolTypeOffset, value);
    }

    /// <summary>The tag with its bit 31.</summary>
    public uint TagField
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<uint>(machine, address + TagOffset);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Cell<TMachine>.Write(machine, address + TagOffset, value);
    }

    public PoolTag Tag => new(TagField);

    /// <summary>True for a block on a free list, and for a hole that is too small for one.</summary>
    public bool IsFree => PoolType == FreeType;

    /// <summary>Where the tag of the block with this payload lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint TagAddress(nuint payload) => payload - (nuint)(TMachine.HeaderByteCount - TagOffset);

    /// <summary>Whether the lower half of a header is one of an allocated block in such a page.</summary>
    /// <param name="half">The lower half.</param>
    /// <param name="pageState">The state of its page: small, with the descriptor's number.</param>
    /// <param name="storedType">What <see cref="StoredTypeOf"/> answers for the pool.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsOf(uint half, uint pageState, uint storedType) =>
        ((half ^ storedType) & TypeAndIndex) == pageState << IndexShift;

    /// <summary>What, taken away from the lower half of an allocated block's header, leaves its page's state.</summary>
    public static uint StoredTypeOf(PoolKind kind) => ((uint)TypeOf(kind) << TypeShift) | IndexMark;

    /// <summary>The stored pool type of an allocated block: in use (2) with bit 0 for paged, as since
    /// Windows Vista.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte TypeOf(PoolKind kind) => (byte)(2 | (byte)kind);

    /// <summary>The header of a block of a look-aside list: as if allocated, but for bit 31 of the tag.</summary>
    public static ulong HeldWord(uint previousUnits, uint poolIndex, uint units, PoolKind kind) =>
        Narrow.ToByte(previousUnits)
            | ((ulong)Narrow.ToByte(poolIndex) << 8)
            | ((ulong)Narrow.ToByte(units) << 16)
            | ((ulong)TypeOf(kind) << 24)
            | ((ulong)NotAllocatedBit << 32);

    /// <summary>Takes the block from its holder; of two who try at once, one succeeds.</summary>
    public bool TryHold(uint tag) =>
        Cell<TMachine>.Exchange(machine, address + TagOffset, tag | NotAllocatedBit, tag) == tag;

    /// <summary>Marks the block as nobody's; its tag stays readable.</summary>
    public void Disown()
    {
        TagField |= NotAllocatedBit;
        PoolType = FreeType;
    }
}
