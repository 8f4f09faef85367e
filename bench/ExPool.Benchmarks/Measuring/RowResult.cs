using System;
using System.Collections.Generic;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.Measuring;

/// <summary>What a row measured.</summary>
/// <param name="Row">The row.</param>
/// <param name="Values">The median of each contestant, by its name.</param>
internal sealed record RowResult(Row Row, IReadOnlyDictionary<string, double> Values)
{
    private static readonly string[] s_native = ["mimalloc", "jemalloc", "tcmalloc"];

    /// <summary>What a reader of the row must know; <see langword="null"/>: nothing special.</summary>
    public string? Note { get; init; }

    /// <summary>The ratio ours : peer with its interval, by the peer's name; only of paired runs.</summary>
    public IReadOnlyDictionary<string, PairedRatio> Ratios { get; init; } = new Dictionary<string, PairedRatio>();

    /// <summary>A contestant's value; <see langword="null"/> when it took no part.</summary>
    /// <param name="name">Its name.</param>
    public double? this[string name] => Values.TryGetValue(name, out double value) ? value : null;

    /// <summary>The best of the native peers that are called plainly.</summary>
    public double? BestNative
    {
        get
        {
            double? best = null;
            foreach (string name in s_native)
            {
                if (this[name] is { } value && (best is null || value < best == !Row.HigherIsBetter))
                {
                    best = value;
                }
            }

            return best;
        }
    }

    /// <summary>Ours, divided by a reference; <see langword="null"/> when one of both was not measured.</summary>
    /// <param name="reference">The reference.</param>
    public double? Ratio(GoalReference reference) => this[PeerBook.OursName] / (reference switch
    {
        GoalReference.None => 1,
        GoalReference.NativeMemory => this[PeerBook.NativeMemoryName],
        GoalReference.BestNative => BestNative,
        GoalReference.Mimalloc => this[PeerBook.MimallocName],
        _ => throw new ArgumentOutOfRangeException(nameof(reference), reference, "Unknown reference."),
    });

    /// <summary>Whether the goal is reached; <see langword="null"/> when there is none, or no reference.</summary>
    public bool? Holds
    {
        get
        {
            if (Row.Goal is null)
            {
                return null;
            }

            bool holds = true;
            foreach (GoalPart part in Row.Goal.Parts)
            {
                if (Ratio(part.Reference) is not { } ratio)
                {
                    return null;
                }

                holds &= part.Accepts(ratio);
            }

            return holds;
        }
    }
}
