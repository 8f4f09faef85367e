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

    /// <summary>Pairs of one size, at least one, in a loop that ends in its condition.</summary>
    /// <remarks>The compiler takes out of such a loop what stays the same; a larger one that begins with its condition
    /// it leaves as it is.</remarks>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many, from 1.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunFixedToEnd(nuint byteCount, int count)
    {
        TAllocator allocator = TAllocator.Enter();
        int index = 0;
        do
        {
            TBlock block = allocator.Allocate(byteCount);
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(block), (ulong)index);
            allocator.Free(block);
        }
        while (++index < count);

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

    /// <summary>A pair for each size of a table, at least one, in a loop that ends in its condition.</summary>
    /// <param name="sizes">The sizes, in bytes.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunMixedToEnd(ReadOnlySpan<int> sizes)
    {
        TAllocator allocator = TAllocator.Enter();
        int index = 0;
        do
        {
            int byteCount = sizes[index];
            TBlock block = allocator.Allocate((nuint)byteCount);
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(block), (ulong)byteCount);
            allocator.Free(block);
        }
        while (++index < sizes.Length);

        allocator.Leave();
    }
}
