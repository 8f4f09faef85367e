using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using ExPool.Snapshots;

namespace ExPool.Inspection.Analysis;

/// <summary>Watches snapshots and says which tag leaks, how fast, and why it thinks so.</summary>
/// <remarks>
/// Needs at least 16 snapshots over at least 5 seconds; about 12 seconds at four a second are enough for a steady
/// leak. The memory it takes is bounded: old snapshots are merged when there are many.
/// </remarks>
public sealed class LeakFinder
{
    private readonly SampleHistory _history = new();

    /// <summary>Takes a snapshot into account; in the order of time.</summary>
    /// <param name="snapshot">The snapshot. One of other pools than before starts anew.</param>
    public void Add(PoolSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        _history.Add(snapshot);
    }

    /// <summary>Says what was seen so far; may be asked at any time.</summary>
    public LeakReport Conclude()
    {
        List<LeakVerdict> leaks = [];
        List<TagTrend> trends = [];
        foreach (TagSeries series in _history.Series)
        {
            LeakEvidence? evidence = LeakTest.Find(_history.Times, series, _history.Series.Count);
            if (evidence is null)
            {
                trends.Add(TrendTest.Describe(_history.Times, series));
            }
            else
            {
                leaks.Add(Describe(series, evidence));
            }
        }

        leaks.Sort(static (left, right) => Order(
            right.BytesPerSecond.CompareTo(left.BytesPerSecond), left.Tag, right.Tag, left.Kind, right.Kind));
        trends.Sort(static (left, right) => Order(
            right.BytesPerSecond.CompareTo(left.BytesPerSecond), left.Tag, right.Tag, left.Kind, right.Kind));
        return new LeakReport(
            _history.Observed,
            _history.SnapshotCount,
            ImmutableArray.CreateRange(leaks),
            ImmutableArray.CreateRange(trends));
    }

    private static int Order(int order, PoolTag left, PoolTag right, PoolKind leftKind, PoolKind rightKind)
    {
        if (order == 0)
        {
            order = left.CompareTo(right);
        }

        return order == 0 ? leftKind.CompareTo(rightKind) : order;
    }

    private LeakVerdict Describe(TagSeries series, LeakEvidence evidence) => new(
        series.Tag,
        series.Kind,
        evidence.BytesPerSecond,
        evidence.BlocksPerSecond,
        ConfidenceIn(series, evidence),
        ReasonOf(series, evidence),
        series.CallSite,
        TimeToExhaustion(series.Kind, evidence.BytesPerSecond));

    /// <summary>
    /// Half for having passed the test; the rest for growing in every window, in a straight line, by steps far above
    /// their scatter, and for never giving back.
    /// </summary>
    private static double ConfidenceIn(TagSeries series, LeakEvidence evidence)
    {
        double everywhere = (double)evidence.RisingCount / evidence.WindowCount;
        double straight = 1 - Math.Min(1, 3 * Math.Abs(evidence.LastThird - (1.0 / 3)));
        double clear = Math.Min(1, evidence.Significance / 12);
        double kept = series.Last.Frees == series.First.Frees ? 1 : 0.5;
        return 0.5 + (0.15 * everywhere) + (0.1 * straight) + (0.15 * clear) + (0.09 * kept);
    }

    private static string ReasonOf(TagSeries series, LeakEvidence evidence)
    {
        ulong allocated = series.Last.Allocations - Math.Min(series.First.Allocations, series.Last.Allocations);
        ulong freed = series.Last.Frees - Math.Min(series.First.Frees, series.Last.Frees);
        string fate = freed == 0
            ? "none freed"
            : string.Create(CultureInfo.InvariantCulture, $"{freed} of {allocated} freed");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"grew in {evidence.RisingCount} of {evidence.WindowCount} windows, +{Bytes(evidence.ByteGrowth)}, "
            + $"{evidence.BlocksPerSecond:0.##} blocks/s, {fate}");
    }

    private static string Bytes(double value) => value switch
    {
        >= 1024 * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{value / (1024 * 1024 * 1024):0.#} GB"),
        >= 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{value / (1024 * 1024):0.#} MB"),
        >= 1024 => string.Create(CultureInfo.InvariantCulture, $"{value / 1024:0.#} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0} B"),
    };

    private TimeSpan? TimeToExhaustion(PoolKind kind, double bytesPerSecond)
    {
        PoolUsage? usage = _history.Latest?[kind];
        if (usage?.MaximumBytes is not ulong maximum || (usage.BytesInUse ?? usage.ChargedBytes) is not ulong used)
        {
            return null;
        }

        double seconds = (maximum - Math.Min(maximum, used)) / bytesPerSecond;
        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }
}
