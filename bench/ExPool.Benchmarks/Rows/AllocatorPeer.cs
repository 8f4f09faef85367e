using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Memory;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Rows;

/// <summary>A contestant by its allocators.</summary>
/// <typeparam name="TPlain">Its plain calls.</typeparam>
/// <typeparam name="TScoped">Its calls through a scope; the plain ones where there is none.</typeparam>
/// <typeparam name="TZeroed">Its calls that zero.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="name">As tables and documents show it.</param>
/// <param name="kind">What it is to the comparison.</param>
internal class AllocatorPeer<TPlain, TScoped, TZeroed, TBlock>(string name, PeerKind kind) : Peer(name, kind)
    where TPlain : struct, IAllocator<TPlain, TBlock>, allows ref struct
    where TScoped : struct, IAllocator<TScoped, TBlock>, allows ref struct
    where TZeroed : struct, IAllocator<TZeroed, TBlock>, allows ref struct
    where TBlock : struct
{
    /// <inheritdoc/>
    public override Work Pair(BlockSizes sizes) => new PairWork<TPlain, TBlock>(sizes);

    /// <inheritdoc/>
    public override Work DoPair(BlockSizes sizes) => new PairWork<TPlain, TBlock>(sizes, endsInCondition: true);

    /// <inheritdoc/>
    public override Work ZeroedPair(BlockSizes sizes) => new PairWork<TZeroed, TBlock>(sizes);

    /// <inheritdoc/>
    public override Work Batch(BlockSizes sizes) => new BatchWork<TScoped, TBlock>(sizes);

    /// <inheritdoc/>
    public override Work PlainBatch(BlockSizes sizes) => new BatchWork<TPlain, TBlock>(sizes);

    /// <inheritdoc/>
    public override Work Foreign(int byteCount) => new ForeignWork<TPlain, TBlock>(byteCount);

    /// <inheritdoc/>
    public override Work Replace(int liveCount, int threadCount) =>
        new ReplaceWork<TPlain, TBlock>(liveCount, threadCount);

    /// <inheritdoc/>
    public override Work ScalePairs(BlockSizes sizes) => new ScaleWork<TPlain, TBlock>(sizes, isBatch: false);

    /// <inheritdoc/>
    public override Work ScaleBatches(BlockSizes sizes) => new ScaleWork<TScoped, TBlock>(sizes, isBatch: true);

    /// <inheritdoc/>
    public override Work Crowd(BlockSizes sizes, int threadCount) =>
        new CrowdWork<TScoped, TBlock>(sizes, threadCount);

    /// <inheritdoc/>
    public override Work HeldBatch(int byteCount, int liveCount) =>
        new HeldBatchWork<TScoped, TBlock>(byteCount, liveCount);

    /// <inheritdoc/>
    public override Work Fragmented(long byteCount) => new FragmentedWork<TPlain, TBlock>(byteCount);

    /// <inheritdoc/>
    public override Work CrowdRate(BlockSizes sizes, int threadCount) =>
        new CrowdRateWork<TScoped, TBlock>(sizes, threadCount);

    /// <inheritdoc/>
    public override MemoryFigures MeasureMemory(MemoryPlan plan) =>
        new MemoryRun<TPlain, TBlock>(plan).Measure();
}
