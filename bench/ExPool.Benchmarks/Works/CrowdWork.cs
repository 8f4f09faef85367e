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
internal sealed class CrowdWork<TAllocator, TBlock> : Work
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private const int FewThreads = 2;
    private const int SampleFactor = 4; // Waking hundreds of threads takes milliseconds; the work takes longer.

    private readonly BatchLoop<TAllocator, TBlock>[] _loops;
    private int _batches;

    /// <summary>Makes the loops.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    /// <param name="threadCount">The many threads.</param>
    public CrowdWork(BlockSizes sizes, int threadCount)
    {
        _loops = new BatchLoop<TAllocator, TBlock>[threadCount];
        for (int thread = 0; thread < threadCount; thread++)
        {
            _loops[thread] = new(sizes);
        }

        _batches = threadCount;
    }

    /// <inheritdoc/>
    public override void WarmUp()
    {
        const int Runs = 40; // As many as the runtime's compiler counts, and some.
        for (int run = 0; run < Runs; run++)
        {
            _loops[0].Run();
        }

        _ = RunOn(FewThreads);
    }

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
        return few / RunOn(_loops.Length);
    }

    private long RunOn(int threadCount)
    {
        int share = _batches / threadCount;
        return ThreadCrowd.Run(threadCount, RunThread);

        void RunThread(int self)
        {
            for (int batch = 0; batch < share; batch++)
            {
                _loops[self].Run();
            }
        }
    }
}
