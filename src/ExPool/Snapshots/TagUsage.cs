namespace ExPool.Snapshots;

/// <summary>What one tag did in both pools.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="NonPaged">In nonpaged pool.</param>
/// <param name="Paged">In paged pool.</param>
/// <param name="CallSite">Who allocated with this tag first, as text; <see langword="null"/> when not known.</param>
public sealed record TagUsage(PoolTag Tag, PoolCounters NonPaged, PoolCounters Paged, string? CallSite)
{
    /// <summary>The counters of one pool.</summary>
    /// <param name="kind">Which pool.</param>
    public PoolCounters this[PoolKind kind] => kind == PoolKind.Paged ? Paged : NonPaged;
}
