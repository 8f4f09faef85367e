using System;

namespace ExPool.Inspection.Live;

/// <summary>A process that has pools.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Command">Its command, as the system names it.</param>
/// <param name="PoolName">The name of the executive: a process may have several, each its own entry.</param>
/// <param name="StartedAt">When the pools were started; <see langword="null"/> when it cannot be read.</param>
/// <param name="Problem">Why its counters cannot be read; <see langword="null"/> when they can.</param>
public sealed record PoolProcess(
    int ProcessId, string Command, string PoolName, DateTimeOffset? StartedAt, string? Problem);
