using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>Batches by threads that live for one run.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
internal sealed class CrowdLoops<TAllocator, TBlock>
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private readonly BatchLoop<TAllocator, TBlock>[] _loops;

    /// <summary>Makes the loops.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    /// <param name="threadCount">The most threads of a run.</param>
    public CrowdLoops(BlockSizes sizes, int threadCount)
    {
        _loops = new BatchLoop<TAllocator, TBlock>[threadCount];
        for (int thread = 0; thread < threadCount; thread++)
        {
            _loops[thread] = new(sizes);
        }
    }

    /// <summary>The most threads of a run.</summary>
    public int ThreadCount => _loops.Length;

    /// <summary>Runs briefly and often.</summary>
    public void WarmUp()
    {
        const int Runs = 40; // As many as the runtime's compiler counts, and some.
        for (int run = 0; run < Runs; run++)
        {
            _loops[0].Run();
        }

        _ = Run(1, 1);
    }

    /// <summary>Runs batches on new threads.</summary>
    /// <param name="threadCount">How many threads.</param>
    /// <param name="share">Batches of each.</param>
    /// <returns>Ticks of the stopwatch from the start signal to the end of the last.</returns>
    public long Run(int threadCount, int share)
    {
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
