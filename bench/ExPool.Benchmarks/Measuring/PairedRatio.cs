namespace ExPool.Benchmarks.Measuring;

/// <summary>Ours divided by a peer, from pairs that were measured one right after the other.</summary>
/// <param name="Median">The median of the pairs' ratios.</param>
/// <param name="Interval">Where the true median lies with 95 %.</param>
internal readonly record struct PairedRatio(double Median, Interval Interval);
