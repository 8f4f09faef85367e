using System;
using System.Collections.Generic;

namespace ExPool.Inspection.Analysis;

/// <summary>Describes how a tag that does not leak moved.</summary>
internal static class TrendTest
{
    private const int WindowCount = 12;
    private const double Small = 0.05;

    /// <summary>Describes a series.</summary>
    /// <param name="times">When each sample was taken, in seconds.</param>
    /// <param name="series">The tag's samples.</param>
    public static TagTrend Describe(List<double> times, TagSeries series)
    {
        LowerEnvelope? blocks = null;
        LowerEnvelope? bytes = null;
        if (times.Count >= LeakTest.MinimumSampleCount && times[^1] - times[0] >= LeakTest.MinimumSeconds)
        {
            blocks = LowerEnvelope.Build(times, series.Blocks, times[0], WindowCount);
            bytes = LowerEnvelope.Build(times, series.Bytes, times[0], WindowCount);
        }

        return new TagTrend(
            series.Tag,
            series.Kind,
            series.First,
            series.Last,
            bytes?.Slope(WindowCount / 2) ?? 0,
            blocks?.Slope(WindowCount / 2) ?? 0,
            bytes is null ? TrendShape.Unknown : ShapeOf(bytes, series.Bytes));
    }

    private static TrendShape ShapeOf(LowerEnvelope bytes, List<long> values)
    {
        long least = long.MaxValue;
        long most = 0;
        foreach (long value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        double range = most - least;
        if (range <= Small * most)
        {
            return TrendShape.Steady;
        }

        double net = bytes.Minima[^1] - bytes.Minima[0];
        if (net < -range / 2)
        {
            return TrendShape.Shrinking;
        }

        if (net <= range / 2)
        {
            return TrendShape.Fluctuating;
        }

        return bytes.ShareOfLast(1.0 / 3) < 0.2 ? TrendShape.Plateau : TrendShape.Growing;
    }
}
