using System;
using System.Collections.Generic;

namespace ExPool.Inspection.Analysis;

/// <summary>Decides from a tag's series whether it leaks.</summary>
/// <remarks>
/// A leak is a level of blocks and of bytes that rises in nearly every window, up to the end, by steps that
/// are larger than their scatter. A cache that filled has no rise in the last third; a burst or a sawtooth has
/// no level; churn has scatter without rise. Looked at in windows of several lengths, because a component that
/// frees in batches rises only from batch to batch, and again without the first parts, because what leaks may
/// also have had a start, or share its tag with a cache that filled. Blocks and bytes both grow; it is enough
/// that one of them rises clearly, since few large blocks are lost in the churn of many small ones, and the
/// other way round.
/// </remarks>
internal static class LeakTest
{
    /// <summary>Fewer samples say nothing.</summary>
    public const int MinimumSampleCount = 16;

    /// <summary>A shorter time says nothing, however many samples.</summary>
    public const double MinimumSeconds = 5;

    private const int SamplesPerWindow = 3;
    private const double MinimumBlockGrowth = 4;

    // What is left of a start may look like a few blocks of leak.
    private const double MinimumBlockGrowthOfPart = 12;

    // A rise that is small against what comes and goes meanwhile may be a beat between that and the snapshots.
    private const double LeastOfScatter = 0.3;

    // Below this much kept, a few blocks more may be chance.
    private const double MostlyFreed = 0.25;

    /// <summary>The parts of the time that are left out, one after another.</summary>
    private static readonly double[] s_starts = [0, 0.3, 0.5];

    /// <summary>
    /// The number of windows, and the significance that chance reaches once in a thousand series with so many.
    /// </summary>
    private static readonly (int Windows, double Significance)[] s_windows = [(13, 3.6), (9, 4.2), (6, 6.0)];

    /// <summary>Looks for a leak.</summary>
    /// <param name="times">When each sample was taken, in seconds.</param>
    /// <param name="series">The tag's samples.</param>
    /// <param name="seriesCount">Tags that are looked at: the more there are, the more chance can do.</param>
    /// <returns>The evidence; <see langword="null"/> when the tag does not leak.</returns>
    public static LeakEvidence? Find(List<double> times, TagSeries series, int seriesCount)
    {
        if (times.Count < MinimumSampleCount || times[^1] - times[0] < MinimumSeconds)
        {
            return null;
        }

        foreach (double start in s_starts)
        {
            double from = times[0] + (start * (times[^1] - times[0]));
            LeakEvidence? evidence = FindFrom(times, series, seriesCount, from, isPart: start > 0);
            if (evidence is not null)
            {
                return evidence;
            }
        }

        return null;
    }

    private static LeakEvidence? FindFrom(
        List<double> times, TagSeries series, int seriesCount, double from, bool isPart)
    {
        int sampleCount = 0;
        foreach (double time in times)
        {
            sampleCount += time >= from ? 1 : 0;
        }

        // Of ten times as many tags ten times as many are moved by chance.
        double caution = 1 + (0.2 * Math.Log10(Math.Max(1, seriesCount / 20.0)));
        foreach ((int windows, double significance) in s_windows)
        {
            if (sampleCount < windows * SamplesPerWindow)
            {
                continue;
            }

            LowerEnvelope? blocks = LowerEnvelope.Build(times, series.Blocks, from, windows);
            LowerEnvelope? bytes = LowerEnvelope.Build(times, series.Bytes, from, windows);
            if (blocks is not null
                && bytes is not null
                && blocks.Growth >= LeastGrowth(times.Count, series, isPart)
                && ClearerOf(blocks, bytes, isPart, significance * caution, KeptPart(series)) is LowerEnvelope clear)
            {
                return new LeakEvidence(
                    windows - 1,
                    clear.RisingSteps,
                    blocks.Growth,
                    bytes.Growth,
                    blocks.Slope(0),
                    bytes.Slope(0),
                    clear.ShareOfLast(1.0 / 3),
                    clear.Significance);
            }
        }

        return null;
    }

    /// <summary>
    /// Blocks or bytes, whichever rises as a leak does while the other agrees; null when neither does.
    /// </summary>
    private static LowerEnvelope? ClearerOf(
        LowerEnvelope blocks, LowerEnvelope bytes, bool isPart, double significance, double kept)
    {
        double growth = blocks.Growth;
        if (growth >= LeastOfScatter * blocks.Scatter
            && Leaks(blocks, growth, isPart, significance, kept)
            && Agrees(bytes, isPart))
        {
            return blocks;
        }

        return bytes.Growth >= LeastOfScatter * bytes.Scatter
            && Leaks(bytes, growth, isPart, significance, kept)
            && Agrees(blocks, isPart)
                ? bytes
                : null;
    }

    /// <summary>Whether a level rises nearly everywhere, up to the end, clearly.</summary>
    /// <param name="level">Of blocks or of bytes.</param>
    /// <param name="growth">Blocks by which the tag grew: how much chance there is in the steps.</param>
    /// <param name="isPart">The first part of the time is left out.</param>
    /// <param name="significance">What chance hardly ever reaches.</param>
    /// <param name="kept">Which part of what was allocated was not freed.</param>
    private static bool Leaks(LowerEnvelope level, double growth, bool isPart, double significance, double kept)
    {
        int steps = level.Levels.Length - 1;

        // Few blocks cannot raise every window: as many windows as they would meet by chance, and four of five
        // of them.
        double met = steps * (1 - Math.Pow(1 - (1.0 / steps), Math.Max(1, growth)));
        double share = isPart ? 0.25 : 0.2;
        double scatter = 1.5 * Math.Sqrt(2.0 / 9 / Math.Max(1, growth));
        double last = level.ShareOfLast(1.0 / 3);
        double needed = kept < MostlyFreed ? significance : Math.Min(significance, SignificanceOf(growth, steps));
        return level.RisingSteps >= Math.Min(0.8 * steps, 0.8 * met)
            && last >= Math.Max(0.08, Math.Min(share, (1.0 / 3) - scatter))
            && last <= 0.7
            && level.Significance >= needed;
    }

    /// <summary>
    /// The growth that is worth a word: a few blocks, and what is allocated between two samples. What comes and goes
    /// between two looks is not seen, and a tide that beats with them looks like a rise; but never like a higher one.
    /// </summary>
    private static double LeastGrowth(int sampleCount, TagSeries series, bool isPart)
    {
        double allocated = series.Last.Allocations - (double)series.First.Allocations;
        return Math.Max(isPart ? MinimumBlockGrowthOfPart : MinimumBlockGrowth, 1.25 * allocated / sampleCount);
    }

    /// <summary>Which part of what was allocated while it was watched was not freed.</summary>
    private static double KeptPart(TagSeries series)
    {
        double allocated = series.Last.Allocations - (double)series.First.Allocations;
        double freed = series.Last.Frees - (double)series.First.Frees;
        return allocated <= 0 ? 0 : (allocated - freed) / allocated;
    }

    /// <summary>What even steps of few blocks reach: a step is 0 or 1, which is scatter too.</summary>
    private static double SignificanceOf(double growth, int steps)
    {
        double mean = growth / steps;
        return mean >= 1 ? double.PositiveInfinity : 0.85 * Math.Sqrt(steps * mean / (1 - mean));
    }

    /// <summary>The other of the two grows too, and not only at the start.</summary>
    private static bool Agrees(LowerEnvelope other, bool isPart) =>
        other.Growth > 0
        && other.ShareOfLast(1.0 / 3) >= (isPart ? 0.12 : 0.08)
        && other.Slope(0) > 0;
}
