using System;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>How blocks fit into pages on a machine; constants once compiled.</summary>
/// <remarks>
/// <code>
/// UnitsPerPage     = (4096 - FirstBlockByteOffset) / UnitByteCount     host 255, 64-bit NT 256, 32-bit NT 512
/// LargestUnits     = what a header can say, at most UnitsPerPage       host 255, 64-bit NT 255, 32-bit NT 511
/// LargestSmall     = LargestUnits * UnitByteCount - HeaderByteCount    host 4072, 64-bit NT 4064, 32-bit NT 4080
/// units of n bytes = max(MinimumUnits, ceil((n + HeaderByteCount) / UnitByteCount))
/// </code>
/// A block of fewer than MinimumUnits could not hold a list entry when it is free.
/// </remarks>
internal static class PoolGeometry<TMachine>
    where TMachine : struct, IMachine
{
    public const int PageShift = 12;
    public const uint PageByteCount = 1u << PageShift;
    public const uint PageMask = PageByteCount - 1;

    public static uint UnitsPerPage
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (PageByteCount - (uint)TMachine.FirstBlockByteOffset) / (uint)TMachine.UnitByteCount;
    }

    public static uint MinimumUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => UnitsOf(2 * (nuint)TMachine.PointerByteCount);
    }

    /// <summary>The most units a header's field can say; no page has fewer.</summary>
    public static uint LargestUnits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => PoolBlock<TMachine>.MostUnits;
    }

    public static uint LargestSmallByteCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (LargestUnits * (uint)TMachine.UnitByteCount) - (uint)TMachine.HeaderByteCount;
    }

    /// <summary>Units of a small block for this many bytes, from 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint UnitsFor(nuint byteCount) => Math.Max(UnitsOf(byteCount), MinimumUnits);

    /// <summary>The most bytes for which a block of the fewest units is more than rounding gives; they get what one
    /// byte more gets.</summary>
    public static nuint TinyByteCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((MinimumUnits - 1) * (nuint)TMachine.UnitByteCount) - (nuint)TMachine.HeaderByteCount;
    }

    /// <summary>Bytes of a small block, with its header, for this many bytes, from <see cref="TinyByteCount"/> + 1:
    /// what is charged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint BlockBytesFor(nuint byteCount)
    {
        nuint mask = (nuint)TMachine.UnitByteCount - 1;
        return (byteCount + (nuint)TMachine.HeaderByteCount + mask) & ~mask;
    }

    /// <summary>Bytes charged for a small block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong BytesOf(uint units) => units * (ulong)(uint)TMachine.UnitByteCount;

    /// <summary>Whole pages for this many bytes.</summary>
    public static nuint PagesFor(nuint byteCount) => (byteCount >> PageShift) + ((byteCount & PageMask) == 0 ? 0u : 1u);

    /// <summary>The page an address lies in.</summary>
    public static nuint PageOf(nuint address) => address & ~(nuint)PageMask;

    /// <summary>The first header of a page.</summary>
    public static nuint FirstBlock(nuint page) => page + (nuint)TMachine.FirstBlockByteOffset;

    /// <summary>The address after the last unit of a page.</summary>
    public static nuint EndOfBlocks(nuint page) => FirstBlock(page) + (UnitsPerPage * (nuint)TMachine.UnitByteCount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint UnitsOf(nuint byteCount) =>
        (uint)((byteCount + (nuint)TMachine.HeaderByteCount + (nuint)TMachine.UnitByteCount - 1)
            / (nuint)TMachine.UnitByteCount);
}
