namespace ExPool.Benchmarks.Tuner;

/// <summary>What one load found under one setting.</summary>
/// <param name="Load">The load's name.</param>
/// <param name="Setting">The setting's name.</param>
/// <param name="HitRate">The part of the allocations that a list served, 0..1; <see langword="null"/> without
/// lists.</param>
/// <param name="HeldAtEnd">Bytes in lists after the last period.</param>
/// <param name="HeldOnAverage">The mean of the bytes in lists after each period.</param>
/// <param name="Nanoseconds">For one allocation or free; the median of the rounds.</param>
/// <param name="AdjustMicroseconds">For one call of the tuner, the mean of a round's calls, the median of the rounds;
/// <see langword="null"/> without.</param>
internal sealed record TunerResult(
    string Load,
    string Setting,
    double? HitRate,
    ulong HeldAtEnd,
    double HeldOnAverage,
    double Nanoseconds,
    double? AdjustMicroseconds);
