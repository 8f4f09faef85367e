using System;
using System.Diagnostics;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>Batches by many short-lived threads; the value is million blocks per second and core.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="sizes">The blocks' sizes.</param>
/// <param name="threadCount">How many threads.</param>
internal sealed class CrowdRateWork<TAllocator, TBlock>(BlockSizes sizes, int threadCount) : Work
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private const int SampleFactor = 4; // Waking many threads takes milliseconds; the work takes longer.

    private readonly CrowdLoops<TAllocator, TBlock> _loops = new(sizes, threadCount);
    private int _share = 1;

    /// <inheritdoc/>
    public override void WarmUp() => _loops.WarmUp();

    /// <inheritdoc/>
    public override void Calibrate(TimeSpan length)
    {
        double wanted = SampleFactor * length.TotalSeconds * Stopwatch.Frequency;
        while (_loops.Run(threadCount, _share) < wanted)
        {
            _share *= 2;
        }
    }

    /// <inheritdoc/>
    public override double Sample()
    {
        double blocks = (double)_share * threadCount * BatchLoop<TAllocator, TBlock>.BlockCount;
        double seconds = (double)_loops.Run(threadCount, _share) / Stopwatch.Frequency;
        int cores = Math.Min(threadCount, Environment.ProcessorCount);
        return blocks / seconds / cores / 1e6;
    }
}
