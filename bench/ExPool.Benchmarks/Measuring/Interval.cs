namespace ExPool.Benchmarks.Measuring;

/// <summary>From where to where a value may lie.</summary>
/// <param name="Low">The lower bound.</param>
/// <param name="High">The upper bound.</param>
internal readonly record struct Interval(double Low, double High);
