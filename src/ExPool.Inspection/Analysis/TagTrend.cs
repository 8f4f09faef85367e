using ExPool.Snapshots;

namespace ExPool.Inspection.Analysis;

/// <summary>How a tag's use of one pool moved while it was watched.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Kind">The pool.</param>
/// <param name="First">The counters in the first snapshot; all zero when the tag came later.</param>
/// <param name="Last">The counters in the last snapshot.</param>
/// <param name="BytesPerSecond">The slope of the lowest bytes in use over the second half; may be negative.</param>
/// <param name="BlocksPerSecond">
/// The slope of the lowest count of living blocks over the second half; may be negative.
/// </param>
/// <param name="Shape">What it looks like.</param>
public sealed record TagTrend(
    PoolTag Tag,
    PoolKind Kind,
    PoolCounters First,
    PoolCounters Last,
    double BytesPerSecond,
    double BlocksPerSecond,
    TrendShape Shape);
