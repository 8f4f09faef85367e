using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>The rows <c>batch.*</c>: an operation is one block of a batch, allocated and freed.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="sizes">The blocks' sizes.</param>
internal sealed class BatchWork<TAllocator, TBlock>(BlockSizes sizes)
    : OneThreadWork(BatchLoop<TAllocator, TBlock>.BlockCount)
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private readonly BatchLoop<TAllocator, TBlock> _loop = new(sizes);

    /// <inheritdoc/>
    protected override void RunStep() => _loop.Run();
}
