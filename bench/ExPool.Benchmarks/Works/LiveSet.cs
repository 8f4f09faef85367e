using System;
using System.Runtime.CompilerServices;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>Blocks that are alive at once, of which random ones are replaced.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="liveCount">How many blocks.</param>
/// <param name="seed">Differs between threads.</param>
internal sealed class LiveSet<TAllocator, TBlock>(int liveCount, int seed)
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    /// <summary>Replacements of one call of the loop.</summary>
    public const int StepCount = 4096;

    private readonly TBlock[] _blocks = new TBlock[liveCount];
    private readonly uint[] _table = Replacements.Table(liveCount, seed);
    private int _position;

    /// <summary>Allocates the set, on the thread that replaces.</summary>
    public void Fill() => Fill(_blocks, _table);

    /// <summary>Replaces some blocks.</summary>
    /// <param name="count">How many, a multiple of <see cref="StepCount"/>.</param>
    public void Replace(long count)
    {
        for (long done = 0; done < count; done += StepCount)
        {
            Replace(_blocks, _table.AsSpan(_position, StepCount));
            _position = (_position + StepCount) % Replacements.Count;
        }
    }

    /// <summary>Frees the set.</summary>
    public void Empty() => Empty(_blocks);

    private static void Fill(TBlock[] blocks, uint[] table)
    {
        TAllocator allocator = TAllocator.Enter();
        for (int index = 0; index < blocks.Length; index++)
        {
            uint entry = table[index % Replacements.Count];
            blocks[index] = allocator.Allocate(Replacements.SizeOf(entry));
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(blocks[index]), (ulong)entry);
        }

        allocator.Leave();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Replace(TBlock[] blocks, ReadOnlySpan<uint> entries)
    {
        TAllocator allocator = TAllocator.Enter();
        foreach (uint entry in entries)
        {
            ref TBlock block = ref blocks[Replacements.IndexOf(entry)];
            allocator.Free(block);
            TBlock next = allocator.Allocate(Replacements.SizeOf(entry));
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(next), (ulong)entry);
            block = next;
        }

        allocator.Leave();
    }

    private static void Empty(TBlock[] blocks)
    {
        TAllocator allocator = TAllocator.Enter();
        foreach (TBlock block in blocks)
        {
            allocator.Free(block);
        }

        allocator.Leave();
    }
}
