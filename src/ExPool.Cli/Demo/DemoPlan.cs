using System;

namespace ExPool.Cli.Demo;

/// <summary>What the demo's worker does: how long its phases are, and what leaks.</summary>
/// <param name="Seed">Everything that is random comes from it.</param>
/// <param name="Time">How long the demo is meant to be watched.</param>
/// <param name="Leak">The planted leak; <see langword="null"/> for a clean run.</param>
internal sealed record DemoPlan(int Seed, TimeSpan Time, DemoLeak? Leak)
{
    private const double MinimumRate = 20 * 1024;

    private const double MaximumRate = 4 * 1024 * 1024;

    // Fewer blocks a second would be no picture of growth; more would be a load of its own.
    private const double MinimumBlocksPerSecond = 40;

    private const double MaximumBlocksPerSecond = 8000;

    private static readonly int[] s_blockByteCounts = [64, 120, 200, 328, 512, 1000, 2000, 4000, 8192, 20480, 65536];

    /// <summary>Makes a plan of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="time">How long the demo is meant to be watched.</param>
    /// <param name="hasLeak">Whether a leak is planted.</param>
    public static DemoPlan Of(int seed, TimeSpan time, bool hasLeak)
    {
        if (!hasLeak)
        {
            return new(seed, time, null);
        }

        Random random = new(seed);
        (PoolTag tag, PoolKind kind) = DemoTags.All[random.Next(DemoTags.All.Length)];
        double rate = MinimumRate * Math.Pow(MaximumRate / MinimumRate, random.NextDouble());
        int[] fitting = Array.FindAll(
            s_blockByteCounts,
            byteCount => rate / byteCount is >= MinimumBlocksPerSecond and <= MaximumBlocksPerSecond);
        return new(seed, time, new(tag, kind, fitting[random.Next(fitting.Length)], Math.Round(rate)));
    }
}
