using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>The rows <c>replace.*</c>: an operation frees a random block of a live set and allocates
/// another.</summary>
/// <remarks>Each thread has its share of the set. The value is nanoseconds per replacement and thread.</remarks>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
internal sealed class ReplaceWork<TAllocator, TBlock> : TimedWork
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private readonly LiveSet<TAllocator, TBlock>[] _sets;

    /// <summary>Allocates the live set.</summary>
    /// <param name="liveCount">Blocks of all threads together.</param>
    /// <param name="threadCount">Threads.</param>
    public ReplaceWork(int liveCount, int threadCount)
        : base(LiveSet<TAllocator, TBlock>.StepCount)
    {
        _sets = new LiveSet<TAllocator, TBlock>[threadCount];
        for (int thread = 0; thread < threadCount; thread++)
        {
            _sets[thread] = new(liveCount / threadCount, BlockSizes.Seed + thread);
        }

        _ = ThreadTeam.Run(threadCount, member => _sets[member].Fill());
    }

    /// <inheritdoc/>
    public override long Run(long operationCount) =>
        ThreadTeam.Run(_sets.Length, member => _sets[member].Replace(operationCount));

    /// <inheritdoc/>
    public override void Dispose()
    {
        _ = ThreadTeam.Run(_sets.Length, member => _sets[member].Empty());
        base.Dispose();
    }
}
