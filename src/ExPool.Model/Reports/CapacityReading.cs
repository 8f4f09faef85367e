using ExPool.Ke;

namespace ExPool.Model.Reports;

/// <summary>How far a program came that makes things until it is refused.</summary>
/// <param name="HeldCount">Things that it has.</param>
/// <param name="RefusedCount">Requests that were refused; it goes on trying.</param>
/// <param name="Refusal">What the first of these came to; Success when there was none.</param>
/// <param name="Reason">Which resource that one wanted.</param>
public sealed record CapacityReading(ulong HeldCount, ulong RefusedCount, NtStatus Refusal, Scarcity Reason);
