using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The header before each small block.</summary>
/// <remarks>
/// NT's POOL_HEADER. In the form of 64-bit Windows all fields but the tag have 8 bits; the host uses the first 8 bytes
/// of that form. Where units have 8 bytes it is the form of 32-bit Windows, in which units have 9 bits:
/// <code>
/// 63..32 tag, bit 63 (tag bit 31) set: not allocated
/// 31..24 pool type | 23..16 units | 15..8 pool index | 7..0 previous units
/// 31..25 pool type | 24..16 units | 15..9 pool index | 8..0 previous units       (32-bit form)
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

    /// <summary>Set in the stored pool type of a block that is charged to a process: NT's quota mask.</summary>
    public const byte QuotaBit = 8;

    private const int HalfBits = 16;

    /// <summary>Set in the tag field of a block that is not allocated.</summary>
    public const uint NotAllocatedBit = 0x8000_0000;

    /// <summary>The most units that a header can say.</summary>
    public static uint MostUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TMachine.UnitByteCount == 8 ? 0x1FFu : 0xFFu;
    }

    // In the form of 32-bit Windows two fields share 16 bits: 9 of units below, 7 of something else above.
    private static bool IsShared
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TMachine.UnitByteCount == 8;
    }

    private static int SizeBits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsShared ? 9 : 8;
    }

    private static uint SizeMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MostUnits;
    }

    private static uint OtherMask
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)ushort.MaxValue >> SizeBits;
    }

    // A page's state is its descriptor's number with bit 7 set; a header's pool index is the number alone.
    private static uint IndexMark => IsShared ? 0 : (uint)PageState<TMachine>.SmallBit << SizeBits;

    private static uint TypeAndIndex
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (OtherMask << SizeBits) | (OtherMask << (HalfBits + SizeBits));
    }

    public nuint Address => address;

    public nuint Payload => address + (nuint)TMachine.HeaderByteCount;

    /// <summary>The whole header, read or written at once.</summary>
    public ulong Word
    {
        get => Cell<TMachine>.Read<ulong>(machine, address);
        set => Cell<TMachine>.Write(machine, address, value);
    }

    public uint PreviousUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsShared ? ReadSize(address) : Cell<TMachine>.Read<byte>(machine, address + PreviousUnitsOffset);
        set
        {
            if (IsShared)
            {
                WriteSize(address, value);
                return;
            }

            Cell<TMachine>.Write(machine, address + PreviousUnitsOffset, Narrow.ToByte(value));
        }
    }

    public uint PoolIndex
    {
        get => IsShared ? ReadOther(address) : Cell<TMachine>.Read<byte>(machine, address + PoolIndexOffset);
        set
        {
            if (IsShared)
            {
                WriteOther(address, value);
                return;
            }

            Cell<TMachine>.Write(machine, address + PoolIndexOffset, Narrow.ToByte(value));
        }
    }

    public uint Units
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsShared
            ? ReadSize(address + UnitsOffset)
            : Cell<TMachine>.Read<byte>(machine, address + UnitsOffset);
        set
        {
            if (IsShared)
            {
                WriteSize(address + UnitsOffset, value);
                return;
            }

            Cell<TMachine>.Write(machine, address + UnitsOffset, Narrow.ToByte(value));
        }
    }

    public byte PoolType
    {
        get => IsShared
            ? (byte)ReadOther(address + UnitsOffset)
            : Cell<TMachine>.Read<byte>(machine, address + PoolTypeOffset);
        set
        {
            if (IsShared)
            {
                WriteOther(address + UnitsOffset, value);
                return;
            }

            Cell<TMachine>.Write(machine, address + PoolTypeOffset, value);
        }
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
        (half & TypeAndIndex)
            == (((IsShared ? pageState & PageState<TMachine>.DescriptorMask : pageState) << SizeBits) ^ storedType);

    /// <summary>What, taken away from the lower half of an allocated block's header, leaves its page's state.</summary>
    public static uint StoredTypeOf(PoolKind kind) => ((uint)TypeOf(kind) << (HalfBits + SizeBits)) | IndexMark;

    /// <summary>The stored pool type of an allocated block: in use (2) with bit 0 for paged, as since
    /// Windows Vista.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte TypeOf(PoolKind kind) => (byte)(2 | (byte)kind);

    /// <summary>The header of a block of a look-aside list: as if allocated, but for bit 31 of the tag.</summary>
    public static ulong HeldWord(uint previousUnits, uint poolIndex, uint units, PoolKind kind) =>
        AllocatedWord(poolIndex, units, kind, NotAllocatedBit) | Narrow.ToBits(previousUnits, SizeBits);

    /// <summary>The header of an allocated block but for its previous units, which others may change.</summary>
    public static ulong AllocatedWord(uint poolIndex, uint units, PoolKind kind, uint tagField) =>
        ((ulong)Narrow.ToBits(poolIndex, HalfBits - SizeBits) << SizeBits)
            | ((ulong)Narrow.ToBits(units, SizeBits) << HalfBits)
            | ((ulong)TypeOf(kind) << (HalfBits + SizeBits))
            | ((ulong)tagField << 32);

    /// <summary>A header without its previous units.</summary>
    public static ulong WithoutPrevious(ulong word) => word & ~(ulong)SizeMask;

    /// <summary>The units that a header says.</summary>
    public static uint UnitsIn(ulong word) => unchecked((uint)(word >> HalfBits)) & SizeMask;

    /// <summary>The pool index that a header says.</summary>
    public static uint PoolIndexIn(ulong word) => unchecked((uint)(word >> SizeBits)) & OtherMask;

    /// <summary>The stored pool type that a header says.</summary>
    public static uint PoolTypeIn(ulong word) => unchecked((uint)(word >> (HalfBits + SizeBits))) & OtherMask;

    /// <summary>Takes the block from its holder; of two who try at once, one succeeds.</summary>
    public bool TryHold(uint tag) =>
        Cell<TMachine>.Exchange(machine, address + TagOffset, tag | NotAllocatedBit, tag) == tag;

    /// <summary>Marks the block as nobody's; its tag stays readable.</summary>
    public void Disown()
    {
        TagField |= NotAllocatedBit;
        PoolType = FreeType;
    }

    private uint ReadSize(nuint half) => Cell<TMachine>.Read<ushort>(machine, half) & SizeMask;

    private uint ReadOther(nuint half) => (uint)Cell<TMachine>.Read<ushort>(machine, half) >> SizeBits;

    private void WriteSize(nuint half, uint value) => Cell<TMachine>.Write(
        machine, half, (ushort)((ReadOther(half) << SizeBits) | Narrow.ToBits(value, SizeBits)));

    private void WriteOther(nuint half, uint value) => Cell<TMachine>.Write(
        machine, half, (ushort)(ReadSize(half) | (Narrow.ToBits(value, HalfBits - SizeBits) << SizeBits)));
}
