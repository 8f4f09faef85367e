using ExPool.Ke;

namespace ExPool.Model.Reports;

/// <summary>How many things of a kind a machine holds, and what ends it.</summary>
/// <param name="What">The things, as "processes".</param>
/// <param name="Count">How many there were when the next one was refused; or when the measuring ended.</param>
/// <param name="Refusal">What the refusal said; <see langword="null"/>: none was refused as far as it went.</param>
/// <param name="Reason">Which resource ended it; <see cref="Scarcity.None"/> when none was refused.</param>
/// <param name="Each">What one costs on the average; <see langword="null"/> when there is none.</param>
public sealed record CapacityRow(string What, ulong Count, NtStatus? Refusal, Scarcity Reason, CapacityCost? Each);
