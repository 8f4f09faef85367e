using System;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>The documented sizes of blocks, written from the documentation and not from the engine.</summary>
/// <param name="HeaderByteCount">Bytes before each small payload.</param>
/// <param name="UnitByteCount">Bytes of a unit.</param>
/// <param name="FirstBlockByteOffset">Bytes of a page before its first header.</param>
/// <param name="PointerByteCount">Bytes of a link.</param>
internal readonly record struct Geometry(
    int HeaderByteCount, int UnitByteCount, int FirstBlockByteOffset, int PointerByteCount)
{
    public const int PageByteCount = 4096;

    /// <summary>Payloads below a page are aligned to a unit.</summary>
    public int PayloadAlignment => UnitByteCount;

    /// <summary>A block must hold two links when it is free, so the smallest has two units.</summary>
    public const int SmallestBlockUnits = 2;

    /// <summary>Sizes that have look-aside lists, in each pool.</summary>
    public const int ListCount = 0x120;

    private const int LastSmallList = 0xFF;

    public static Geometry Of<TMachine>()
        where TMachine : struct, IMachine =>
        new(
            TMachine.HeaderByteCount,
            TMachine.UnitByteCount,
            TMachine.FirstBlockByteOffset,
            TMachine.PointerByteCount);

    public int UnitsPerPage => (PageByteCount - FirstBlockByteOffset) / UnitByteCount;

    /// <summary>Bits of a header's BlockSize and PreviousSize: with units of 8 bytes NT's are wider by one.</summary>
    public int SizeBits => UnitByteCount == 8 ? 9 : 8;

    /// <summary>The most units that a header can say.</summary>
    public int MostUnits => (1 << SizeBits) - 1;

    /// <summary>The largest request that shares a page with others.</summary>
    public int MaximumSmallByteCount =>
        (Math.Min(UnitsPerPage, MostUnits) * UnitByteCount) - HeaderByteCount;

    public bool IsBig(int byteCount) => byteCount > MaximumSmallByteCount;

    /// <summary>Units of the block that serves a small request.</summary>
    public int Units(int byteCount)
    {
        int withHeader = Math.Max(byteCount, 1) + HeaderByteCount;
        return Math.Max(SmallestBlockUnits, (withHeader + UnitByteCount - 1) / UnitByteCount);
    }

    /// <summary>Pages of the block that serves a big request.</summary>
    public static int Pages(int byteCount) => (byteCount + PageByteCount - 1) / PageByteCount;

    /// <summary>Bytes charged to the tag of a request: units with the header, or whole pages.</summary>
    public int Charge(int byteCount) =>
        IsBig(byteCount) ? Pages(byteCount) * PageByteCount : Units(byteCount) * UnitByteCount;

    /// <summary>
    /// The look-aside list that serves a request: units of a small block, 255 + pages of a large one.
    /// </summary>
    public int ListOf(int byteCount) => IsBig(byteCount) ? LastSmallList + Pages(byteCount) : Units(byteCount);

    /// <summary>Bytes charged for a block of a look-aside list.</summary>
    public int ListCharge(int number) =>
        number > LastSmallList ? (number - LastSmallList) * PageByteCount : number * UnitByteCount;

    /// <summary>The largest request that a block of so many units serves.</summary>
    public int Payload(int units) => (units * UnitByteCount) - HeaderByteCount;

    /// <summary>The first byte that belongs to a block, header included.</summary>
    public nuint Start(nuint payload, int byteCount) =>
        IsBig(byteCount) ? payload : payload - (nuint)HeaderByteCount;
}
