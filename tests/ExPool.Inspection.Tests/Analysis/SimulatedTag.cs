using System;
using ExPool.Snapshots;

namespace ExPool.Inspection.Tests.Analysis;

/// <summary>One tag of a simulated workload: a level of living blocks that it moves to, with turnover on
/// top.</summary>
internal sealed class SimulatedTag
{
    private readonly Random _random;
    private readonly Func<double, double> _level;
    private readonly double _turnover;
    private readonly int _leastByteCount;
    private readonly int _mostByteCount;
    private ulong _bytes;

    /// <summary>Describes a tag.</summary>
    /// <param name="name">The tag.</param>
    /// <param name="kind">Its pool.</param>
    /// <param name="seed">Where its chance comes from.</param>
    /// <param name="level">Living blocks wanted at a time from 0 to 1.</param>
    /// <param name="turnover">Blocks allocated and freed again in a step, besides.</param>
    /// <param name="byteCounts">The least and the most bytes of a block.</param>
    public SimulatedTag(
        PoolTag name,
        PoolKind kind,
        int seed,
        Func<double, double> level,
        double turnover,
        (int Least, int Most) byteCounts)
    {
        Name = name;
        Kind = kind;
        _random = new Random(seed);
        _level = level;
        _turnover = turnover;
        (_leastByteCount, _mostByteCount) = byteCounts;
    }

    public PoolTag Name { get; }

    public PoolKind Kind { get; }

    public ulong Allocations { get; private set; }

    public ulong Frees { get; private set; }

    public void Step(double time)
    {
        for (int count = (int)(_turnover * 2 * _random.NextDouble()); count > 0; count--)
        {
            Allocate();
            Free();
        }

        long wanted = (long)Math.Max(0, _level(time));
        while (Allocations - Frees < (ulong)wanted)
        {
            Allocate();
        }

        while (Allocations - Frees > (ulong)wanted)
        {
            Free();
        }
    }

    public TagUsage Read()
    {
        PoolCounters counters = new(Allocations, Frees, _bytes);
        return Kind == PoolKind.Paged
            ? new TagUsage(Name, default, counters, "here")
            : new TagUsage(Name, counters, default, "here");
    }

    private void Allocate()
    {
        Allocations++;
        _bytes += (ulong)_random.Next(_leastByteCount, _mostByteCount + 1);
    }

    /// <summary>Frees a block of average size: which one is not remembered.</summary>
    private void Free()
    {
        ulong living = Allocations - Frees;
        _bytes -= living == 1 ? _bytes : _bytes / living;
        Frees++;
    }
}
