using System.Collections.Generic;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Measuring;

/// <summary>Samples works by turns, so that what disturbs the machine disturbs all of them.</summary>
internal static class Turns
{
    /// <summary>The median of each work.</summary>
    /// <param name="works">The works, calibrated.</param>
    /// <param name="rounds">Samples of each.</param>
    public static double[] Measure(IReadOnlyList<Work> works, int rounds)
    {
        double[][] samples = new double[works.Count][];
        for (int index = 0; index < works.Count; index++)
        {
            samples[index] = new double[rounds];
            _ = works[index].Sample(); // Brings back what the other works drove out of the caches.
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < works.Count; turn++)
            {
                int index = (turn + round) % works.Count; // Which one begins changes.
                samples[index][round] = works[index].Sample();
            }
        }

        double[] medians = new double[works.Count];
        for (int index = 0; index < works.Count; index++)
        {
            medians[index] = Statistics.Median(samples[index]);
        }

        return medians;
    }
}
