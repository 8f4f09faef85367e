using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>What block serves a request: small or whole pages, and how many bytes are charged for it.</summary>
/// <remarks>
/// <code>
/// needed  = byteCount + 8 for the owner of a charged block, in whole cache lines when aligned
/// small   : needed fits the largest small block;  charged = units * UnitByteCount
/// else    : whole pages for byteCount;            charged = pages * 4096
/// </code>
/// Whole pages are aligned anyway, and their owner lies in the page's run record: they need nothing more.
/// </remarks>
internal readonly ref struct BlockShape<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Bytes at the end of a small block that say which process is charged.</summary>
    public const uint OwnerByteCount = 8;

    /// <summary>The shape for a request.</summary>
    /// <param name="byteCount">Bytes wanted, from 1.</param>
    /// <param name="isAligned">The payload starts a cache line.</param>
    /// <param name="isCharged">A process is charged.</param>
    public BlockShape(nuint byteCount, bool isAligned, bool isCharged)
    {
        nuint pageCount = PoolGeometry<TMachine>.PagesFor(byteCount);
        ChargedByteCount = (ulong)pageCount << PoolGeometry<TMachine>.PageShift;
        if (byteCount > PoolGeometry<TMachine>.LargestSmallByteCount)
        {
            return;
        }

        nuint needed = byteCount + (isCharged ? OwnerByteCount : 0);
        uint units = PoolGeometry<TMachine>.UnitsFor(isAligned ? CacheLine<TMachine>.Round(needed) : needed);
        if (units <= (isAligned ? CacheLine<TMachine>.LargestUnits : PoolGeometry<TMachine>.LargestUnits))
        {
            Units = units;
            ChargedByteCount = PoolGeometry<TMachine>.BytesOf(units);
        }
    }

    /// <summary>Units of the small block; 0 for whole pages.</summary>
    public uint Units { get; }

    /// <summary>Whether a block with a header serves it.</summary>
    public bool IsSmall => Units != 0;

    /// <summary>Bytes counted for the tag, and for the process.</summary>
    public ulong ChargedByteCount { get; }
}
