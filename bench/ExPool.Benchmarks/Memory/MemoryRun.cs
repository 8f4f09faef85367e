using System;
using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Memory;

/// <summary>Fills, frees at random, fills again and frees all, and reads what is resident in between.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="plan">How many blocks, and how long to idle.</param>
internal sealed class MemoryRun<TAllocator, TBlock>(MemoryPlan plan)
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private const int KeptOf = 10; // One block of ten stays.

    private readonly TBlock[] _blocks = new TBlock[plan.BlockCount];
    private readonly int[] _sizes = new BlockSizes(16, 512).Table(plan.BlockCount);
    private readonly int[] _sequence = new int[plan.BlockCount];
    private readonly int[] _order = new int[plan.BlockCount];

    /// <summary>Measures; once in a process.</summary>
    public MemoryFigures Measure()
    {
        Prepare();
        long before = ResidentMemory.Read();
        Fill(_sequence);
        double filled = Requested();
        double fill = Resident() / filled;
        ReadOnlySpan<int> freed = _order.AsSpan(_order.Length / KeptOf);
        Empty(freed);
        Thread.Sleep(plan.Idle);
        double freed90 = Resident() / filled;
        Resize(freed);
        Fill(freed);
        double refill = Resident() / Requested();
        Empty(_order);
        Thread.Sleep(plan.Idle);
        return new MemoryFigures(fill, freed90, refill, Resident() / filled);

        double Resident() => ResidentMemory.Read() - before;
    }

    /// <summary>Everything that is not the allocator's becomes resident before the first reading.</summary>
    private void Prepare()
    {
        Array.Fill(_blocks, default);
        for (int index = 0; index < _order.Length; index++)
        {
            _sequence[index] = index;
            _order[index] = index;
        }

        new Random(BlockSizes.Seed + 1).Shuffle(_order);
        ReadOnlySpan<int> few = _sequence.AsSpan(0, Math.Min(1000, _sequence.Length));
        Fill(few);
        Empty(few);
        _ = ResidentMemory.Read();
        _ = Requested();
    }

    private double Requested()
    {
        double sum = 0;
        foreach (int size in _sizes)
        {
            sum += size;
        }

        return sum;
    }

    private void Resize(ReadOnlySpan<int> indexes)
    {
        Random random = new(BlockSizes.Seed + 2);
        foreach (int index in indexes)
        {
            _sizes[index] = random.Next(16, 513);
        }
    }

    private void Fill(ReadOnlySpan<int> indexes)
    {
        const byte Pattern = 0xA5;
        TAllocator allocator = TAllocator.Enter();
        foreach (int index in indexes)
        {
            TBlock block = allocator.Allocate((nuint)_sizes[index]);
            Unsafe.InitBlockUnaligned(ref TAllocator.FirstByte(block), Pattern, (uint)_sizes[index]);
            _blocks[index] = block;
        }

        allocator.Leave();
    }

    private void Empty(ReadOnlySpan<int> indexes)
    {
        TAllocator allocator = TAllocator.Enter();
        foreach (int index in indexes)
        {
            allocator.Free(_blocks[index]);
        }

        allocator.Leave();
    }
}
