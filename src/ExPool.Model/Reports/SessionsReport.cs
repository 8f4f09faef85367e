using System.Collections.Immutable;
using ExPool.Snapshots;

namespace ExPool.Model.Reports;

/// <summary>The sessions of a machine: what each has of its pool and its views.</summary>
/// <param name="HasOwnPool">Whether session pool is a pool of its own; else it comes from paged pool, or there are no
/// sessions.</param>
/// <param name="PoolLimitBytes">The most session pool of one session; <see langword="null"/> where it has none of its
/// own, or no source has a number.</param>
/// <param name="ViewLimitBytes">The most views of one session; <see langword="null"/> where no source has a
/// number.</param>
/// <param name="Sessions">The sessions, by number.</param>
public sealed record SessionsReport(
    bool HasOwnPool, ulong? PoolLimitBytes, ulong? ViewLimitBytes, ImmutableArray<SessionReport> Sessions);

/// <summary>One session.</summary>
/// <param name="Id">Its number.</param>
/// <param name="RequestedBytes">Bytes of session pool that were asked for and not freed.</param>
/// <param name="PoolUsedBytes">Bytes of its own pool's pages in use; <see langword="null"/> where it has
/// none.</param>
/// <param name="PoolPeakBytes">The most that were; <see langword="null"/> where it has none.</param>
/// <param name="ViewUsedBytes">Bytes of views that are given out.</param>
/// <param name="Desktops">Desktops.</param>
/// <param name="Windows">Windows.</param>
/// <param name="Refused">Requests of pool or views that were refused.</param>
/// <param name="Tags">What its tags have of its pool; empty where it has none of its own.</param>
public sealed record SessionReport(
    uint Id,
    ulong RequestedBytes,
    ulong? PoolUsedBytes,
    ulong? PoolPeakBytes,
    ulong ViewUsedBytes,
    ulong Desktops,
    ulong Windows,
    ulong Refused,
    ImmutableArray<TagUsage> Tags);
