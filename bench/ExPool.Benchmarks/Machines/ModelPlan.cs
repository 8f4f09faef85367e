using System.Collections.Generic;

namespace ExPool.Benchmarks.Machines;

/// <summary>How much is done.</summary>
/// <param name="Rounds">Samples of each row; the value is their median.</param>
/// <param name="AccessCount">Accesses of a sample.</param>
/// <param name="PairCount">Pairs of a sample.</param>
/// <param name="ExhaustGigabytes">RAM of the x64 machine whose nonpaged pool is exhausted.</param>
/// <param name="BootGigabytes">RAM of the machines that are started.</param>
internal sealed record ModelPlan(
    int Rounds, int AccessCount, int PairCount, int ExhaustGigabytes, IReadOnlyList<int> BootGigabytes)
{
    /// <summary>To quote.</summary>
    public static ModelPlan Full { get; } = new(9, 4_000_000, 400_000, 128, [2, 8, 32, 128, 512, 1024]);

    /// <summary>To look at.</summary>
    public static ModelPlan Quick { get; } = new(7, 400_000, 40_000, 8, [2, 8, 32]);
}
