using System;
using System.Collections.Immutable;
using ExPool.Ke;

namespace ExPool.Snapshots;

/// <summary>The counters of both pools at one time: immutable, comparable, what every tool works on.</summary>
/// <remarks>
/// A live snapshot is consistent per tag (allocations &gt;= frees, bytes &gt;= 0), not across tags: the pools go on
/// while they are read. What a source cannot know is <see langword="null"/>.
/// </remarks>
public sealed record PoolSnapshot
{
    /// <summary>The version of this form, written into files.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the form.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>What it was taken of.</summary>
    public required SnapshotOrigin Origin { get; init; }

    /// <summary>When it was taken.</summary>
    public required DateTimeOffset CapturedAt { get; init; }

    /// <summary>When the pools were started; <see langword="null"/> when not known.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The nonpaged pool.</summary>
    public required PoolUsage NonPaged { get; init; }

    /// <summary>The paged pool.</summary>
    public required PoolUsage Paged { get; init; }

    /// <summary>A row for each tag that was ever used, in the order of the tags' characters.</summary>
    public required ImmutableArray<TagUsage> Tags { get; init; }

    /// <summary>
    /// The look-aside lists: of the pools' own a row for each size that was ever used, nonpaged, then paged, by size;
    /// then a row for each list that the program made. Empty when the source has none.
    /// </summary>
    public ImmutableArray<LookasideUsage> Lookasides { get; init; } = [];

    /// <summary>The processes that blocks are charged to, the first of them "System"; empty when the source has
    /// none.</summary>
    public ImmutableArray<ProcessUsage> Processes { get; init; } = [];

    /// <summary>
    /// Processors (on the host, threads) whose counters are in the sums; <see langword="null"/> when not known.
    /// </summary>
    public int? ProcessorCount { get; init; }

    /// <summary>The stop that ended these pools; <see langword="null"/> while they run.</summary>
    public BugCheck? Stop { get; init; }

    /// <summary>The usage of one pool.</summary>
    /// <param name="kind">Which pool.</param>
    public PoolUsage this[PoolKind kind] => kind == PoolKind.Paged ? Paged : NonPaged;
}
