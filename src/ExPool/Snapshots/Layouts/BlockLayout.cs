namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a block's header; NT's POOL_HEADER in its 8-byte form.</summary>
/// <remarks>Where sizes have 9 bits, each is the lower part of 16, and the field after it the rest of them.</remarks>
internal sealed record BlockLayout
{
    public int HeaderByteCount { get; init; } = 8;

    public int UnitByteCount { get; init; } = 16;

    public int FirstBlockByteOffset { get; init; } = 8;

    public int UnitsPerPage { get; init; } = 0xFF;

    public int PageByteCount { get; init; } = 0x1000;

    /// <summary>Bits of Units and of PreviousUnits.</summary>
    public int SizeBits { get; init; } = 8;

    public int PreviousUnits { get; init; } // 0

    public int PoolIndex { get; init; } = 1;

    public int Units { get; init; } = 2;

    public int PoolType { get; init; } = 3;

    public int Tag { get; init; } = 4;

    public byte TypeFree { get; init; }

    public byte TypeNonPaged { get; init; } = 2;

    public byte TypePaged { get; init; } = 3;

    /// <summary>Added to the type of a block that is charged to a process.</summary>
    public byte TypeQuotaBit { get; init; } = 8;

    /// <summary>The bit of the tag that marks a block that is not allocated.</summary>
    public uint TagFreeBit { get; init; } = 0x8000_0000;
}
