namespace ExPool.Snapshots;

/// <summary>What a place in a pool page is.</summary>
public enum PoolBlockState
{
    /// <summary>Given to a caller.</summary>
    Allocated,

    /// <summary>Not given to anyone: on a free list, a hole too small for one, or free pages.</summary>
    Free,

    /// <summary>Freed by its caller and kept for the next allocation of its size.</summary>
    Lookaside,
}

/// <summary>One block of a pool, as its header or its run record describes it.</summary>
/// <param name="Address">The address of the block: of its header, or of its first page when it is large.</param>
/// <param name="PayloadAddress">What the caller got.</param>
/// <param name="ByteCount">Bytes with the header; whole pages for a large block.</param>
/// <param name="PreviousByteCount">
/// Bytes of the block before it in its page; 0 for the first and for a large block.
/// </param>
/// <param name="Kind">The pool.</param>
/// <param name="Tag">The tag of its last allocation.</param>
/// <param name="State">Allocated, free or kept.</param>
/// <param name="IsBig">A block of whole pages, without header.</param>
public sealed record PoolBlockInfo(
    ulong Address,
    ulong PayloadAddress,
    ulong ByteCount,
    ulong PreviousByteCount,
    PoolKind Kind,
    PoolTag Tag,
    PoolBlockState State,
    bool IsBig);
