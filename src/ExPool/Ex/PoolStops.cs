using ExPool.Ke;

namespace ExPool.Ex;

/// <summary>The stops of the pools, each with the parameters that NT gives it.</summary>
/// <remarks>Sources: docs/sources.md#bug-checks. Which misuse gets which stop:
/// docs/reference/bug-checks.md.</remarks>
internal static class PoolStops
{
    private const int PageShift = 12;

    /// <summary>0xC2/7: the block is free already.</summary>
    public static BugCheck DoubleFree(nuint block, nuint payload, ulong header, PoolTag tag) =>
        Caller(0x07, 0, header, block, tag, payload);

    /// <summary>0xC2/8: an allocation at too high a level.</summary>
    public static BugCheck AllocationAtLevel(Irql irql, PoolKind kind, nuint byteCount, PoolTag tag) =>
        Caller(0x08, (ulong)irql, (ulong)kind, byteCount, tag, 0);

    /// <summary>0xC2/9: a free at too high a level.</summary>
    public static BugCheck FreeAtLevel(Irql irql, PoolKind kind, nuint address, PoolTag tag) =>
        Caller(0x09, (ulong)irql, (ulong)kind, address, tag, address);

    /// <summary>0xC2/A: the tag given is not the tag of the allocation.</summary>
    public static BugCheck WrongTag(nuint address, PoolTag allocated, PoolTag given) =>
        Caller(0x0A, address, allocated.Value, given.Value, allocated, address);

    /// <summary>0xC2/D: the block says that a process is charged, and what it says of the process is damaged.</summary>
    public static BugCheck DamagedOwner(nuint address, ulong owner, PoolTag tag) =>
        Caller(0x0D, address, tag.Value, owner, tag, address);

    /// <summary>0xC2/42: an address that lies in no pool.</summary>
    public static BugCheck NeverInAnyPool(nuint address, PoolTag tag) => Caller(0x42, address, 0, 0, tag, address);

    /// <summary>0xC2/46: null, or an address that is not aligned as any block is.</summary>
    public static BugCheck InvalidAddress(nuint address, PoolTag tag) => Caller(0x46, address, 0, 0, tag, address);

    /// <summary>0xC2/99: an address in a page of small blocks at which none starts.</summary>
    public static BugCheck NoBlock(nuint address, PoolTag tag) => Caller(0x99, address, 0, 0, tag, address);

    /// <summary>0xC2/44 or 0xC2/50: pages that nobody was given.</summary>
    public static BugCheck NotAllocated(PoolKind kind, nuint start, nuint byteCount, nuint address, PoolTag tag) =>
        kind == PoolKind.NonPaged
            ? Caller(0x44, address, 0, 0, tag, address)
            : Caller(0x50, address, (address - start) >> PageShift, byteCount, tag, address);

    /// <summary>0xC2/41286 for paged pool; nonpaged pool answers as for pages that nobody was given.</summary>
    public static BugCheck InsideBigBlock(PoolKind kind, nuint start, nuint byteCount, nuint address, PoolTag tag) =>
        kind == PoolKind.NonPaged
            ? NotAllocated(kind, start, byteCount, address, tag)
            : Caller(0x41286, address, 0, (address - start) >> PageShift, tag, address);

    /// <summary>0x19/3: a free list's links do not lead back.</summary>
    public static BugCheck DamagedList(nuint entry, nuint forwardBack, nuint backwardBack, PoolTag tag) =>
        Header(0x03, entry, forwardBack, backwardBack, tag, entry);

    /// <summary>0x19/5: two neighbours disagree about their sizes.</summary>
    public static BugCheck NeighboursDisagree(nuint block, nuint other, PoolTag tag) =>
        Header(0x05, block, 0, other, tag, block);

    /// <summary>0x19/6: a header's previous size reaches before its page.</summary>
    public static BugCheck PreviousSizeTooLarge(nuint calculated, nuint block, PoolTag tag) =>
        Header(0x06, calculated, 0, block, tag, block);

    /// <summary>0x19/7: a header's pool type or pool index is none that the page can have.</summary>
    public static BugCheck DamagedHeader(nuint block, PoolTag tag) => Header(0x07, 0, 0, block, tag, block);

    /// <summary>0x19/8: a header's size is zero.</summary>
    public static BugCheck SizeZero(nuint block, PoolTag tag) => Header(0x08, 0, 0, block, tag, block);

    /// <summary>0x19/9: a header's size reaches past its page.</summary>
    public static BugCheck SizeTooLarge(nuint block, PoolTag tag) => Header(0x09, block, 0, block, tag, block);

    /// <summary>0x19/D: the header of a block on a free list was changed.</summary>
    public static BugCheck FreeBlockChanged(nuint block, PoolTag tag) => Header(0x0D, block, 0, 0, tag, block);

    /// <summary>0x19/20: at a free, the header after the block does not fit the block.</summary>
    public static BugCheck OverrunAtFree(nuint block, nuint next, nuint payload, PoolTag tag) =>
        Header(0x20, block, next, 0, tag, payload);

    private static BugCheck Caller(ulong kind, ulong p2, ulong p3, ulong p4, PoolTag tag, nuint address) =>
        new(BugCheckCode.BadPoolCaller, kind, p2, p3, p4, tag, address);

    private static BugCheck Header(ulong kind, ulong p2, ulong p3, ulong p4, PoolTag tag, nuint address) =>
        new(BugCheckCode.BadPoolHeader, kind, p2, p3, p4, tag, address);
}
