using System;

namespace ExPool.Benchmarks.Measuring;

/// <summary>Medians, and how sure they are, without assuming how the values are distributed.</summary>
internal static class Statistics
{
    private const double Doubt = 0.05;

    /// <summary>The middle value; of an even number, the mean of the two in the middle.</summary>
    /// <param name="values">At least one value, in any order.</param>
    public static double Median(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length, nameof(values));
        double[] sorted = Sort(values);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The interval that holds the true median with a probability of at least 95 %.</summary>
    /// <remarks>From order statistics: the k-th value lies above the median when fewer than k of n values lie below
    /// it, which is as likely as fewer than k heads in n tosses.</remarks>
    /// <param name="values">At least 6 values, in any order: fewer cannot give 95 %.</param>
    public static Interval MedianInterval(ReadOnlySpan<double> values)
    {
        const int Fewest = 6;
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, Fewest, nameof(values));
        double[] sorted = Sort(values);
        int rank = 0;
        double term = Math.Pow(0.5, values.Length);
        double below = term;
        while (below <= Doubt / 2)
        {
            rank++;
            term *= (double)(values.Length - rank + 1) / rank;
            below += term;
        }

        return new Interval(sorted[rank - 1], sorted[^rank]);
    }

    private static double[] Sort(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
