using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>The rows <c>pair.*</c>: an operation is an allocation and its free.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="sizes">The blocks' sizes.</param>
internal sealed class PairWork<TAllocator, TBlock>(BlockSizes sizes) : OneThreadWork(Pairs)
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private const int Pairs = 4096; // As many random sizes as no branch predictor learns.

    private readonly int[]? _table = sizes.IsFixed ? null : sizes.Table(Pairs);

    /// <inheritdoc/>
    protected override void RunStep()
    {
        if (_table is null)
        {
            PairLoop<TAllocator, TBlock>.RunFixed((nuint)sizes.Minimum, Pairs);
        }
        else
        {
            PairLoop<TAllocator, TBlock>.RunMixed(_table);
        }
    }
}
