using System;
using System.Runtime.CompilerServices;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>Batches of one size while other blocks of that size are alive and stay where they are.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
internal sealed class HeldBatchWork<TAllocator, TBlock> : OneThreadWork
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private readonly BatchLoop<TAllocator, TBlock> _loop;
    private readonly TBlock[] _held;

    /// <summary>Allocates the blocks that stay.</summary>
    /// <param name="byteCount">The size of all blocks.</param>
    /// <param name="liveCount">How many stay.</param>
    public HeldBatchWork(int byteCount, int liveCount)
        : base(BatchLoop<TAllocator, TBlock>.BlockCount)
    {
        _loop = new(BlockSizes.Fixed(byteCount));
        _held = new TBlock[liveCount];
        TAllocator allocator = TAllocator.Enter();
        foreach (ref TBlock block in _held.AsSpan())
        {
            block = allocator.Allocate((nuint)byteCount);
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(block), (ulong)byteCount);
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
    protected override void RunStep() => _loop.Run();
}
