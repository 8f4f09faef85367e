using System;
using System.Diagnostics;

namespace ExPool.Benchmarks.Works;

/// <summary>A work whose value is nanoseconds per operation.</summary>
/// <param name="stepCount">Operations of one call of the loop; samples are whole steps.</param>
internal abstract class TimedWork(int stepCount) : Work
{
    private const int WarmUpRuns = 40; // The runtime counts 30 calls before it compiles a method again.

    private long _sampleCount = stepCount;

    /// <summary>Operations of one call of the loop.</summary>
    protected int StepCount { get; } = stepCount;

    /// <summary>Does operations.</summary>
    /// <param name="operationCount">How many, a multiple of <see cref="StepCount"/>.</param>
    /// <returns>Ticks of <see cref="Stopwatch"/> that they took.</returns>
    public abstract long Run(long operationCount);

    /// <inheritdoc/>
    public override void WarmUp()
    {
        for (int run = 0; run < WarmUpRuns; run++)
        {
            _ = Run(StepCount);
        }
    }

    /// <inheritdoc/>
    public override void Calibrate(TimeSpan length)
    {
        double wanted = length.TotalSeconds * Stopwatch.Frequency;
        long count = StepCount;
        long ticks = Run(count);
        while (ticks < wanted / 4)
        {
            count *= 4;
            ticks = Run(count);
        }

        double exact = count * wanted / ticks;
        _sampleCount = Math.Max(1, (long)Math.Round(exact / StepCount)) * StepCount;
    }

    /// <inheritdoc/>
    public override double Sample() =>
        Run(_sampleCount) * (1e9 / Stopwatch.Frequency) / _sampleCount;
}
