using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>What each page of a pool is: one byte a page, so that an address can be judged before its
/// memory is touched.</summary>
/// <remarks>Written under the pool's lock. The state of a page that holds a caller's block does not change
/// while the caller holds it.</remarks>
internal readonly ref struct PageState<TMachine>(TMachine machine, nuint states)
    where TMachine : struct, IMachine
{
    public const byte Free = 0;
    public const byte BigFirst = 1;
    public const byte BigRest = 2;

    /// <summary>A single free page at hand, outside of the bins.</summary>
    public const byte Cached = 3;

    /// <summary>Free, and its memory was given back to the system.</summary>
    public const byte Returned = 4;

    /// <summary>Not this pool's: where pools share their addresses, pages that another one has, or nobody.</summary>
    public const byte Foreign = 5;

    /// <summary>Set for a page of small blocks; the low six bits are its descriptor's number.</summary>
    public const byte SmallBit = 0x80;
    public const byte DescriptorMask = 0x3F;

    public byte this[nuint page]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<byte>(machine, states + page);
        set => Cell<TMachine>.Write(machine, states + page, value);
    }
}
