using System.Collections.Generic;
using ExPool.Snapshots;

namespace ExPool.Cli.Demo;

/// <summary>The bytes of every tag over time, for the growth picture.</summary>
internal sealed class DemoHistory
{
    private readonly Dictionary<(PoolTag Tag, PoolKind Kind), List<ulong>> _series = [];

    /// <summary>Takes a snapshot in.</summary>
    /// <param name="snapshot">The snapshot.</param>
    public void Add(PoolSnapshot snapshot)
    {
        foreach (TagUsage tag in snapshot.Tags)
        {
            Add((tag.Tag, PoolKind.NonPaged), tag.NonPaged);
            Add((tag.Tag, PoolKind.Paged), tag.Paged);
        }
    }

    /// <summary>The bytes of a tag, first to last; empty when it was never used.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="kind">The pool.</param>
    public IReadOnlyList<ulong> Of(PoolTag tag, PoolKind kind) =>
        _series.TryGetValue((tag, kind), out List<ulong>? series) ? series : [];

    private void Add((PoolTag Tag, PoolKind Kind) key, PoolCounters counters)
    {
        if (!counters.IsUnused)
        {
            if (!_series.TryGetValue(key, out List<ulong>? series))
            {
                _series[key] = series = [];
            }

            series.Add(counters.BytesInUse);
        }
    }
}
