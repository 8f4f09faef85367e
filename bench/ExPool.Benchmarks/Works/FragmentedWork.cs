using System;
using System.Collections.Generic;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>Pairs of whole pages in a heap of which every second block is free.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
internal sealed class FragmentedWork<TAllocator, TBlock> : OneThreadWork
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private const int Pairs = 1024;

    private static readonly BlockSizes s_sizes = new(4096, 65536);

    private readonly int[] _table = s_sizes.Table(Pairs, BlockSizes.Seed + 1);
    private readonly List<TBlock> _held = [];

    /// <summary>Makes the heap.</summary>
    /// <param name="byteCount">Bytes of all blocks, before every second one is freed.</param>
    public FragmentedWork(long byteCount)
        : base(Pairs)
    {
        Random random = new(BlockSizes.Seed);
        List<TBlock> freed = [];
        TAllocator allocator = TAllocator.Enter();
        for (bool isHeld = true; byteCount > 0; isHeld = !isHeld)
        {
            int size = random.Next(s_sizes.Minimum, s_sizes.Maximum + 1);
            (isHeld ? _held : freed).Add(allocator.Allocate((nuint)size));
            byteCount -= size;
        }

        foreach (TBlock block in freed)
        {
            allocator.Free(block);
        }

        allocator.Leave();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        TAllocator allocator = TAllocator.Enter();
        foreach (TBlock block in _held)
        {
            allocator.Free(block);
        }

        allocator.Leave();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void RunStep() => PairLoop<TAllocator, TBlock>.RunMixed(_table);
}
