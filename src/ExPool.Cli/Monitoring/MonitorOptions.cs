using System;
using ExPool.Inspection.Analysis;

namespace ExPool.Cli.Monitoring;

/// <summary>How <c>mon</c> shows a source.</summary>
internal sealed record MonitorOptions
{
    /// <summary>Time between refreshes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What the rows are sorted by.</summary>
    public PoolSort Sort { get; init; }

    /// <summary>Only this pool; <see langword="null"/> for both.</summary>
    public PoolKind? Pool { get; init; }

    /// <summary>Rows at most; <see langword="null"/> for all.</summary>
    public int? Top { get; init; }

    /// <summary>One table, then the end.</summary>
    public bool IsOnce { get; init; }

    /// <summary>What the table is printed as.</summary>
    public MonitorForm Form { get; init; }
}
