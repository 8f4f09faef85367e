namespace ExPool.Inspection.Live;

/// <summary>Something of a process that is named as a control region.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="PoolName">The executive's name, from the region's name.</param>
/// <param name="Path">Where it can be opened: a file under /proc, or a section's name.</param>
internal sealed record RegionCandidate(int ProcessId, string PoolName, string Path);
