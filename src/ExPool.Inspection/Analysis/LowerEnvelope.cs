using System;
using System.Collections.Generic;

namespace ExPool.Inspection.Analysis;

/// <summary>What a tag never gave back: a series cut into windows of equal time, each with its least value.</summary>
/// <remarks>
/// A burst raises values but not the minima around it; a leak raises both. The level of a window is the least of it
/// and of all that follow: what was never gone below again. Levels never go down, and a sawtooth has none but in its
/// last tooth.
/// </remarks>
internal sealed class LowerEnvelope
{
    private LowerEnvelope(double[] minima, double[] levels, double[] times, double scatter)
    {
        Minima = minima;
        Levels = levels;
        Times = times;
        Scatter = scatter;
    }

    /// <summary>The least value of each window.</summary>
    public double[] Minima { get; }

    /// <summary>The least value of each window and all later ones.</summary>
    public double[] Levels { get; }

    /// <summary>When each window's least value was seen, in seconds.</summary>
    public double[] Times { get; }

    /// <summary>The median over the windows of the difference between the most and the least in one.</summary>
    public double Scatter { get; }

    /// <summary>Growth of the level from the first window to the last.</summary>
    public double Growth => Levels[^1] - Levels[0];

    /// <summary>Steps from a window to the next in which the level rose.</summary>
    public int RisingSteps
    {
        get
        {
            int count = 0;
            for (int index = 1; index < Levels.Length; index++)
            {
                count += Levels[index] > Levels[index - 1] ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>Cuts a series into windows.</summary>
    /// <param name="times">When each value was seen, rising.</param>
    /// <param name="values">The values.</param>
    /// <param name="from">The time at which the first window starts.</param>
    /// <param name="windowCount">Windows; each must hold a value.</param>
    /// <returns>The envelope; <see langword="null"/> when a window holds no value.</returns>
    public static LowerEnvelope? Build(List<double> times, List<long> values, double from, int windowCount)
    {
        double[] minima = new double[windowCount];
        double[] maxima = new double[windowCount];
        double[] when = new double[windowCount];
        Array.Fill(minima, double.PositiveInfinity);
        Array.Fill(maxima, double.NegativeInfinity);
        double length = (times[^1] - from) / windowCount;
        for (int index = 0; index < times.Count; index++)
        {
            if (times[index] < from)
            {
                continue;
            }

            int window = Math.Min(windowCount - 1, (int)((times[index] - from) / length));
            maxima[window] = Math.Max(maxima[window], values[index]);
            if (values[index] < minima[window])
            {
                minima[window] = values[index];
                when[window] = times[index];
            }
        }

        return Array.Exists(minima, double.IsPositiveInfinity)
            ? null
            : new LowerEnvelope(minima, LevelsOf(minima), when, ScatterOf(minima, maxima));
    }

    private static double[] LevelsOf(double[] minima)
    {
        double[] levels = new double[minima.Length];
        double least = double.PositiveInfinity;
        for (int index = minima.Length - 1; index >= 0; index--)
        {
            least = Math.Min(least, minima[index]);
            levels[index] = least;
        }

        return levels;
    }

    private static double ScatterOf(double[] minima, double[] maxima)
    {
        double[] ranges = new double[minima.Length];
        for (int index = 0; index < minima.Length; index++)
        {
            ranges[index] = maxima[index] - minima[index];
        }

        Array.Sort(ranges);
        return ranges[ranges.Length / 2];
    }

    /// <summary>Which part of the growth came in the last part of the windows; 0 when there is no growth.</summary>
    /// <param name="part">The part of the steps that is the last, such as a third.</param>
    public double ShareOfLast(double part)
    {
        if (Growth <= 0)
        {
            return 0;
        }

        // Between two windows the level is taken on the line that joins them.
        double position = (Levels.Length - 1) * (1 - part);
        int index = (int)position;
        double level = Levels[index]
            + ((position - index) * (Levels[Math.Min(index + 1, Levels.Length - 1)] - Levels[index]));
        return (Levels[^1] - level) / Growth;
    }

    /// <summary>
    /// The mean step of the minima over its own uncertainty; what chance gives is about 1, above 4 hardly ever.
    /// </summary>
    public double Significance
    {
        get
        {
            int count = Minima.Length - 1;
            double mean = (Minima[^1] - Minima[0]) / count;
            double squares = 0;
            for (int index = 1; index < Minima.Length; index++)
            {
                double deviation = Minima[index] - Minima[index - 1] - mean;
                squares += deviation * deviation;
            }

            double error = Math.Sqrt(squares / (count - 1) / count);
            const double Certain = 1000;
            return error == 0 ? Math.Sign(mean) * Certain : Math.Clamp(mean / error, -Certain, Certain);
        }
    }

    /// <summary>
    /// The median of the slopes between all pairs of windows (Theil and Sen): a few odd windows do not move it.
    /// </summary>
    /// <param name="first">The first window that counts.</param>
    public double Slope(int first)
    {
        List<double> slopes = [];
        for (int left = first; left < Minima.Length; left++)
        {
            for (int right = left + 1; right < Minima.Length; right++)
            {
                slopes.Add((Minima[right] - Minima[left]) / (Times[right] - Times[left]));
            }
        }

        slopes.Sort();
        int middle = slopes.Count / 2;
        return slopes.Count % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
    }
}
