using System.Collections.Immutable;

namespace ExPool.Snapshots;

/// <summary>How big one pool is. What a source cannot know is <see langword="null"/>, never 0.</summary>
public sealed record PoolUsage
{
    /// <summary>Which pool.</summary>
    public required PoolKind Kind { get; init; }

    /// <summary>Bytes of the pages in use: pages that hold small blocks, and blocks of whole pages.</summary>
    public ulong? BytesInUse { get; init; }

    /// <summary>The most bytes that were in use at once since the start.</summary>
    public ulong? PeakBytes { get; init; }

    /// <summary>Bytes charged to living blocks: the sum over the tags, each with its header.</summary>
    public ulong? ChargedBytes { get; init; }

    /// <summary>Bytes the system was asked for and gave: the size the pool has grown to.</summary>
    public ulong? CommittedBytes { get; init; }

    /// <summary>Bytes of the pool that are in RAM.</summary>
    public ulong? ResidentBytes { get; init; }

    /// <summary>Bytes of the pool that the system promised never to page out.</summary>
    public ulong? LockedBytes { get; init; }

    /// <summary>Bytes the pool may grow to.</summary>
    public ulong? MaximumBytes { get; init; }

    /// <summary>Blocks allocated since the start.</summary>
    public ulong? Allocations { get; init; }

    /// <summary>Blocks freed since the start.</summary>
    public ulong? Frees { get; init; }

    /// <summary>Requests that were refused because the pool was exhausted.</summary>
    public ulong? Failures { get; init; }

    /// <summary>
    /// Bytes of the blocks that look-aside lists keep, the processors' and the shared ones: in use for the pool, and
    /// charged to no tag.
    /// </summary>
    public ulong? LookasideBytes { get; init; }

    /// <summary>Bytes of the single free pages that the pool has at hand; not in use.</summary>
    public ulong? CachedBytes { get; init; }

    /// <summary>Bytes of free pages whose memory was given back to the system; still committed.</summary>
    public ulong? ReturnedBytes { get; init; }

    /// <summary>Times that the lock of the pool's pages was found taken.</summary>
    public ulong? PageLockWaits { get; init; }

    /// <summary>The pool's descriptors in the order of their numbers; empty when they are not known.</summary>
    public ImmutableArray<DescriptorUsage> Descriptors { get; init; } = [];
}
