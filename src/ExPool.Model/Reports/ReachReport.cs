using System.Collections.Generic;
using ExPool.Model.Mm;

namespace ExPool.Model.Reports;

/// <summary>How far the pools of a machine can grow from where they are now, if all else stays as it is.</summary>
/// <param name="NonPaged">Nonpaged pool.</param>
/// <param name="Paged">Paged pool.</param>
public sealed record ReachReport(PoolReach NonPaged, PoolReach Paged)
{
    /// <summary>One of the pools.</summary>
    /// <param name="kind">Which.</param>
    public PoolReach this[PoolKind kind] => kind == PoolKind.Paged ? Paged : NonPaged;
}

/// <summary>How far one pool can grow: the least of what four bounds leave it.</summary>
/// <remarks>Bytes of the whole pool: those in use, and those that could be allocated on top.
/// ReachableBytes = the least of PolicyBytes, AddressSpaceBytes, CommitBytes, ResidentBytes.</remarks>
public sealed record PoolReach
{
    /// <summary>The pool.</summary>
    public required PoolKind Kind { get; init; }

    /// <summary>Bytes in use now.</summary>
    public required ulong InUseBytes { get; init; }

    /// <summary>Bytes that can be in use.</summary>
    public required ulong ReachableBytes { get; init; }

    /// <summary>The bound that is met first.</summary>
    public required MemoryBound BoundBy { get; init; }

    /// <summary>What the release or the registry allows; <see langword="null"/> where no source says.</summary>
    public required ulong? PolicyBytes { get; init; }

    /// <summary>What the addresses of the pool hold.</summary>
    public required ulong AddressSpaceBytes { get; init; }

    /// <summary>What the commit limit leaves, with every paging file at its maximum: less what is promised, and less
    /// the tables of the pages.</summary>
    public required ulong CommitBytes { get; init; }

    /// <summary>What resident frames leave; of paged pool only the tables of its pages stay.</summary>
    public required ulong ResidentBytes { get; init; }

    /// <summary>What each bound leaves the pool, in the order in which a request meets them.</summary>
    public IReadOnlyList<(MemoryBound Bound, ulong? ByteCount)> Bounds =>
    [
        (MemoryBound.Policy, PolicyBytes),
        (MemoryBound.AddressSpace, AddressSpaceBytes),
        (MemoryBound.ResidentPages, ResidentBytes),
        (MemoryBound.Commit, CommitBytes),
    ];
}
