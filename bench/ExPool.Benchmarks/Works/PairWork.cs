using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>The rows <c>pair.*</c> and <c>do.pair.*</c>: an operation is an allocation and its free.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="sizes">The blocks' sizes.</param>
/// <param name="endsInCondition">Whether the loop is a <c>do</c>, and not a <c>for</c>.</param>
internal sealed class PairWork<TAllocator, TBlock>(BlockSizes sizes, bool endsInCondition = false)
    : OneThreadWork(Pairs)
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private const int Pairs = 4096; // As many random sizes as no branch predictor learns.

    private readonly int[]? _table = sizes.IsFixed ? null : sizes.Table(Pairs);

    /// <inheritdoc/>
    protected override void RunStep()
    {
        switch ((_table is null, endsInCondition))
        {
            case (true, false):
                PairLoop<TAllocator, TBlock>.RunFixed((nuint)sizes.Minimum, Pairs);
                break;
            case (true, true):
                PairLoop<TAllocator, TBlock>.RunFixedToEnd((nuint)sizes.Minimum, Pairs);
                break;
            case (false, false):
                PairLoop<TAllocator, TBlock>.RunMixed(_table);
                break;
            default:
                PairLoop<TAllocator, TBlock>.RunMixedToEnd(_table);
                break;
        }
    }
}
