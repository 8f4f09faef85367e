using System;
using System.Diagnostics;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>The rows <c>scale.64t</c> and <c>scale.256t</c>: how much many short-lived threads do in the time in which
/// two do 1.</summary>
/// <remarks>The work is the same in total. Threads are new for each sample: what an allocator keeps for a thread
/// that has ended must serve the next one.</remarks>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="sizes">The blocks' sizes.</param>
/// <param name="threadCount">The many threads, an even number.</param>
internal sealed class CrowdWork<TAllocator, TBlock>(BlockSizes sizes, int threadCount) : Work
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private const int FewThreads = 2;
    private const int SampleFactor = 4; // Waking hundreds of threads takes milliseconds; the work takes longer.

    private readonly CrowdLoops<TAllocator, TBlock> _loops = new(sizes, threadCount);
    private int _batches = threadCount;

    /// <inheritdoc/>
    public override void WarmUp() => _loops.WarmUp();

    /// <inheritdoc/>
    public override void Calibrate(TimeSpan length)
    {
        double wanted = SampleFactor * length.TotalSeconds * Stopwatch.Frequency;
        while (RunOn(FewThreads) < wanted)
        {
            _batches *= 2;
        }
    }

    /// <inheritdoc/>
    public override double Sample()
    {
        double few = RunOn(FewThreads);
        return few / RunOn(_loops.ThreadCount);
    }

    private long RunOn(int count) => _loops.Run(count, _batches / count);
}
