using System.Collections.Generic;

namespace ExPool.Benchmarks.Rows;

/// <summary>What a row should reach: every part holds.</summary>
/// <param name="Parts">The parts.</param>
internal sealed record Goal(IReadOnlyList<GoalPart> Parts)
{
    /// <summary>Ours as a part of NativeMemory and of the best native peer, at most.</summary>
    /// <param name="nativeMemory">The limit to NativeMemory.</param>
    /// <param name="bestNative">The limit to the best native peer.</param>
    public static Goal AtMost(double nativeMemory, double bestNative) =>
        new([new(GoalReference.NativeMemory, nativeMemory), new(GoalReference.BestNative, bestNative)]);

    /// <summary>Ours, at least.</summary>
    /// <param name="limit">The limit.</param>
    public static Goal AtLeast(double limit) => new([new(GoalReference.None, limit)]);

    /// <summary>Ours as a part of NativeMemory and of mimalloc, at most.</summary>
    /// <param name="nativeMemory">The limit to NativeMemory.</param>
    /// <param name="mimalloc">The limit to mimalloc.</param>
    public static Goal AtMostOfMimalloc(double nativeMemory, double mimalloc) =>
        new([new(GoalReference.NativeMemory, nativeMemory), new(GoalReference.Mimalloc, mimalloc)]);
}
