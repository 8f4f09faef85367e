using System;
using System.Runtime.CompilerServices;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>Allocates a block, writes 8 bytes, frees it; the next one.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
internal static class PairLoop<TAllocator, TBlock>
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    /// <summary>Pairs of one size.</summary>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunFixed(nuint byteCount, int count)
    {
        TAllocator allocator = TAllocator.Enter();
        for (int index = 0; index < count; index++)
        {
            TBlock block = allocator.Allocate(byteCount);
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(block), (ulong)index);
            allocator.Free(block);
        }

        allocator.Leave();
    }

    /// <summary>A pair for each size of a table.</summary>
    /// <param name="sizes">The sizes, in bytes.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunMixed(ReadOnlySpan<int> sizes)
    {
        TAllocator allocator = TAllocator.Enter();
        foreach (int byteCount in sizes)
        {
            TBlock block = allocator.Allocate((nuint)byteCount);
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(block), (ulong)byteCount);
            allocator.Free(block);
        }

        allocator.Leave();
    }
}
