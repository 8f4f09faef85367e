using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Numbers the sizes that have look-aside lists.</summary>
/// <remarks>
/// <code>
/// a small block of n units:  n                 (n below 256)
/// a large block of p pages:  255 + p           (p from 1 to 32)
/// </code>
/// Where units have 8 bytes, small blocks of 256 units and more have no list. NT has lists for small sizes only, since
/// Windows 10 for all of them; page runs are the host's addition (docs/decisions/0016-lookaside-lists.md).
/// </remarks>
internal static class LookasideClass<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Classes of one pool.</summary>
    public const uint Count = 0x120;

    /// <summary>The most pages of a large block in a list.</summary>
    public const uint LargestPageCount = Count - FirstBig;

    /// <summary>Bytes of the largest block that has a list.</summary>
    public const uint LargestByteCount = LargestPageCount << PoolGeometry<TMachine>.PageShift;

    private const uint FirstBig = 0x100;

    /// <summary>The most units of a small block that has a list.</summary>
    public const uint LargestUnits = FirstBig - 1;

    /// <summary>The largest request that a small block serves that has a list.</summary>
    public static uint LargestSmallByteCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (LargestUnits * (uint)TMachine.UnitByteCount) - (uint)TMachine.HeaderByteCount;
    }

    /// <summary>Whether all small blocks have lists.</summary>
    public static bool HasEverySmall
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TMachine.UnitByteCount != 8;
    }

    /// <summary>Whether a class is of large blocks.</summary>
    public static bool IsBig(uint number) => number >= FirstBig;

    /// <summary>The class of a large block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint OfPages(uint pageCount) => unchecked(FirstBig - 1 + pageCount);

    /// <summary>Pages of a large block of a class.</summary>
    public static uint PagesOf(uint number) => number - FirstBig + 1;

    /// <summary>Bytes charged for a block of a class.</summary>
    public static uint BytesOf(uint number) => IsBig(number)
        ? PagesOf(number) << PoolGeometry<TMachine>.PageShift
        : (uint)PoolGeometry<TMachine>.BytesOf(number);
}
