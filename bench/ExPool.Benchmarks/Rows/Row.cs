using System;
using System.Collections.Generic;
using ExPool.Benchmarks.Memory;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Rows;

/// <summary>One row of the comparison: what is done, in which unit, by whom, and what should be reached.</summary>
/// <param name="Id">Its fixed name, as <c>pair.64</c>.</param>
/// <param name="Unit">ns or ratio.</param>
/// <param name="Description">What is measured, one line.</param>
/// <param name="Kinds">Who takes part.</param>
internal sealed record Row(string Id, string Unit, string Description, IReadOnlyList<PeerKind> Kinds)
{
    /// <summary>Makes the work for a contestant; <see langword="null"/> for a row of memory.</summary>
    public Func<Peer, Work>? Create { get; init; }

    /// <summary>Makes a smaller work that runs the same code, for warming up; <see langword="null"/>: the work
    /// itself.</summary>
    public Func<Peer, Work>? Rehearse { get; init; }

    /// <summary>The row's value of a measurement of memory; <see langword="null"/> for a row of time.</summary>
    public Func<MemoryFigures, double>? OfMemory { get; init; }

    /// <summary>The value is read after some time in which nothing was done.</summary>
    public bool Idles { get; init; }

    /// <summary>What should be reached; <see langword="null"/>: the row is reported.</summary>
    public Goal? Goal { get; init; }

    /// <summary>More is better.</summary>
    public bool HigherIsBetter { get; init; }
}
