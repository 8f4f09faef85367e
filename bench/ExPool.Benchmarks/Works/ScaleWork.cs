using System;
using System.Diagnostics;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>The rows <c>scale.2t.*</c>: how much more two threads do in the same time than one.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="sizes">The blocks' sizes.</param>
/// <param name="isBatch">Batches, or pairs.</param>
internal sealed class ScaleWork<TAllocator, TBlock>(BlockSizes sizes, bool isBatch) : Work
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private readonly OneThreadWork[] _works = [Create(sizes, isBatch), Create(sizes, isBatch)];
    private long _count;

    private int StepCount => isBatch ? BatchLoop<TAllocator, TBlock>.BlockCount : 4096;

    /// <inheritdoc/>
    public override void WarmUp()
    {
        _works[0].WarmUp();
        _count = StepCount;
        _ = Sample();
    }

    /// <inheritdoc/>
    public override void Calibrate(TimeSpan length)
    {
        double wanted = length.TotalSeconds * Stopwatch.Frequency;
        _count = StepCount;
        while (RunOn(1) < wanted)
        {
            _count *= 2;
        }
    }

    /// <inheritdoc/>
    public override double Sample()
    {
        double one = RunOn(1);
        return 2 * one / RunOn(2);
    }

    private static OneThreadWork Create(BlockSizes sizes, bool isBatch) =>
        isBatch ? new BatchWork<TAllocator, TBlock>(sizes) : new PairWork<TAllocator, TBlock>(sizes);

    private long RunOn(int threadCount) =>
        ThreadTeam.Run(threadCount, member => _works[member].Run(_count));
}
