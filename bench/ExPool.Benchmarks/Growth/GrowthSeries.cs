using System;
using System.Collections.Generic;
using ExPool.Benchmarks.Rows;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Growth;

/// <summary>A question of growth: what grows, through which values, and what is done at each.</summary>
/// <param name="Id">Its fixed name.</param>
/// <param name="Title">What is measured, one line.</param>
/// <param name="XName">What grows.</param>
/// <param name="Unit">The unit of the values.</param>
/// <param name="Values">The values of what grows, rising.</param>
/// <param name="Create">Makes the work of a contestant for one value.</param>
internal sealed record GrowthSeries(
    string Id, string Title, string XName, string Unit, IReadOnlyList<long> Values, Func<Peer, long, Work> Create)
{
    /// <summary>Bytes of RAM that one contestant needs for one unit of what grows; 0 where that is
    /// little.</summary>
    public long BytesForOne { get; init; }

    /// <summary>The ratio to NativeMemory at the end is told against that at the beginning.</summary>
    public bool ComparesRatios { get; init; }
}
