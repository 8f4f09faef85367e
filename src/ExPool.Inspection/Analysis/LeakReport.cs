using System;
using System.Collections.Immutable;

namespace ExPool.Inspection.Analysis;

/// <summary>What was seen in a series of snapshots.</summary>
/// <param name="Observed">From the first snapshot to the last.</param>
/// <param name="SnapshotCount">Snapshots that were given.</param>
/// <param name="Leaks">The tags that leak, the worst first; empty when none does.</param>
/// <param name="Trends">Every other tag that was in use, the fastest growing first.</param>
public sealed record LeakReport(
    TimeSpan Observed, int SnapshotCount, ImmutableArray<LeakVerdict> Leaks, ImmutableArray<TagTrend> Trends);
