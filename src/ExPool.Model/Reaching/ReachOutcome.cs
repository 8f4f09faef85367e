using System;
using ExPool.Model.Mm;
using ExPool.Model.Reports;

namespace ExPool.Model.Reaching;

/// <summary>What a trial computed beforehand, and what the leak then reached.</summary>
/// <param name="Trial">The machine and its pool.</param>
/// <param name="Computed">What was computed when the machine had booted.</param>
/// <param name="InUseBytes">The pool's bytes in use when it was exhausted: leaked, and what was there before.</param>
/// <param name="LeakedBytes">What the leaker held of them.</param>
/// <param name="HitBound">The bound at which the pool refused the last page; <see langword="null"/> when it refused
/// none.</param>
public sealed record ReachOutcome(
    ReachTrial Trial, PoolReach Computed, ulong InUseBytes, ulong LeakedBytes, MemoryBound? HitBound)
{
    /// <summary>Bytes by which a pool grows at once: what may be reached may differ by as much.</summary>
    public const ulong GrowthByteCount = 256 << 10;

    /// <summary>Whether the leak ended where it should, and for the reason that was named.</summary>
    public bool IsAsComputed => HitBound == Computed.BoundBy
        && Math.Max(InUseBytes, Computed.ReachableBytes) - Math.Min(InUseBytes, Computed.ReachableBytes)
            <= GrowthByteCount;
}
