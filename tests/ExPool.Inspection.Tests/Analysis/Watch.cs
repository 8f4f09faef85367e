namespace ExPool.Inspection.Tests.Analysis;

/// <summary>How a workload is watched.</summary>
/// <param name="Seconds">For how long.</param>
/// <param name="SnapshotCount">Snapshots taken in that time, at equal distances.</param>
internal readonly record struct Watch(double Seconds, int SnapshotCount);
