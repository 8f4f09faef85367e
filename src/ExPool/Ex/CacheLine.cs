using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Where in a free block a payload can lie that starts a cache line.</summary>
/// <remarks>
/// <code>
/// (block + front * UnitByteCount + HeaderByteCount) % 64 = 0,  front + units &lt;= found
/// </code>
/// A size is rounded up to whole cache lines, as NT does, so that two such payloads share none
/// (docs/sources.md#cache-alignment).
/// </remarks>
internal static class CacheLine<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Bytes of a cache line on every processor that .NET runs pools on; larger ones are multiples.</summary>
    public const uint ByteCount = 64;

    /// <summary>Units that may lie before an aligned payload's header: a block of so many more always serves.</summary>
    public static uint SlackUnits => StepUnits - 1;

    /// <summary>The most units of an aligned block: a page's first payload does not start a line.</summary>
    public static uint LargestUnits =>
        uint.Min(
            PoolGeometry<TMachine>.UnitsPerPage - FrontOf(TMachine.FirstBlockByteOffset),
            PoolGeometry<TMachine>.LargestUnits);

    private static uint StepUnits => ByteCount / (uint)TMachine.UnitByteCount;

    /// <summary>Whole cache lines for this many bytes.</summary>
    /// <param name="byteCount">Bytes, at most a page.</param>
    public static nuint Round(nuint byteCount) => (byteCount + ByteCount - 1) & ~(nuint)(ByteCount - 1);

    /// <summary>Whether an aligned block of so many units lies inside of a free one.</summary>
    public static bool Fits(nuint block, uint found, uint units) => FrontOf(block) + units <= found;

    /// <summary>Units of a free block to leave before an aligned one: as few as possible at the start of a page, else
    /// as many as possible.</summary>
    /// <param name="header">The free block.</param>
    /// <param name="found">Its units.</param>
    /// <param name="units">Units wanted; they fit.</param>
    public static uint FrontUnits(PoolBlock<TMachine> header, uint found, uint units)
    {
        uint least = FrontOf(header.Address);
        uint room = found - units - least;
        return header.PreviousUnits == 0 ? least : least + (room / StepUnits * StepUnits);
    }

    private static uint FrontOf(nuint block)
    {
        uint past = (uint)((block + (nuint)TMachine.HeaderByteCount) & (ByteCount - 1));
        return past == 0 ? 0 : (ByteCount - past) / (uint)TMachine.UnitByteCount;
    }

    private static uint FrontOf(int offset) => FrontOf((nuint)offset);
}
