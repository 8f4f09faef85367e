namespace ExPool.Snapshots;

/// <summary>What is charged to a process for one pool.</summary>
/// <param name="Bytes">Bytes charged now: whole blocks, with their headers.</param>
/// <param name="PeakBytes">The most bytes that were charged at once.</param>
/// <param name="LimitBytes">Bytes that may be charged; <see langword="null"/> when there is no limit.</param>
/// <param name="Refusals">Requests that were refused because of the limit.</param>
public sealed record QuotaUsage(ulong Bytes, ulong PeakBytes, ulong? LimitBytes, ulong Refusals);
