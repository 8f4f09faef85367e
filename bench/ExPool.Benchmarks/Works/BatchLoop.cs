using System.Runtime.CompilerServices;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>Allocates a thousand blocks, writing 8 bytes into each, then frees them in a random order.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
internal sealed class BatchLoop<TAllocator, TBlock>
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    /// <summary>Blocks of a batch.</summary>
    public const int BlockCount = BatchOrders.BlockCount;

    private readonly BlockSizes _sizes;
    private readonly TBlock[] _blocks = new TBlock[BlockCount];
    private readonly int[]? _table;
    private int _turn;

    /// <summary>Makes the tables.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    public BatchLoop(BlockSizes sizes)
    {
        _sizes = sizes;
        _table = sizes.IsFixed ? null : sizes.Table(BlockCount);
    }

    /// <summary>One batch.</summary>
    public void Run()
    {
        int[] order = BatchOrders.Get(_turn);
        _turn = (_turn + 1) % BatchOrders.Count;
        if (_table is null)
        {
            RunFixed((nuint)_sizes.Minimum, _blocks, order);
        }
        else
        {
            RunMixed(_table, _blocks, order);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunFixed(nuint byteCount, TBlock[] blocks, int[] order)
    {
        TAllocator allocator = TAllocator.Enter();
        for (int index = 0; index < blocks.Length; index++)
        {
            TBlock block = allocator.Allocate(byteCount);
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(block), (ulong)index);
            blocks[index] = block;
        }

        foreach (int index in order)
        {
            allocator.Free(blocks[index]);
        }

        allocator.Leave();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunMixed(int[] sizes, TBlock[] blocks, int[] order)
    {
        TAllocator allocator = TAllocator.Enter();
        for (int index = 0; index < blocks.Length; index++)
        {
            TBlock block = allocator.Allocate((nuint)sizes[index]);
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(block), (ulong)index);
            blocks[index] = block;
        }

        foreach (int index in order)
        {
            allocator.Free(blocks[index]);
        }

        allocator.Leave();
    }
}
