using System.Runtime.CompilerServices;
using ExPool.Benchmarks.Allocators;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Benchmarks.Steps;

/// <summary>The loops that are measured. Each writes 8 bytes into each block; flags and tag are constants, the size
/// is not.</summary>
internal static unsafe class StepLoops
{
    /// <summary>What every loop does besides.</summary>
    /// <param name="block">8 bytes.</param>
    /// <param name="count">How often.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Empty(nuint block, int count)
    {
        for (int index = 0; index < count; index++)
        {
            *(ulong*)block = (ulong)index;
        }
    }

    /// <summary>Pairs by plain calls, not zeroed.</summary>
    /// <param name="executive">The pools.</param>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Plain(Executive<HostMachine> executive, nuint byteCount, int count)
    {
        for (int index = 0; index < count; index++)
        {
            nuint block = executive.Allocate(Pools.Flags, byteCount, Pools.Tag);
            *(ulong*)block = (ulong)index;
            executive.Free(block, Pools.Tag);
        }
    }

    /// <summary>Pairs by plain calls in a loop that ends in its condition.</summary>
    /// <param name="executive">The pools.</param>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many, from 1.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void PlainToEnd(Executive<HostMachine> executive, nuint byteCount, int count)
    {
        int index = 0;
        do
        {
            nuint block = executive.Allocate(Pools.Flags, byteCount, Pools.Tag);
            *(ulong*)block = (ulong)index;
            executive.Free(block, Pools.Tag);
        }
        while (++index < count);
    }

    /// <summary>Pairs by plain calls, zeroed.</summary>
    /// <param name="executive">The pools.</param>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Zeroed(Executive<HostMachine> executive, nuint byteCount, int count)
    {
        for (int index = 0; index < count; index++)
        {
            nuint block = executive.Allocate(PoolFlags.NonPaged, byteCount, Pools.Tag);
            *(ulong*)block = (ulong)index;
            executive.Free(block, Pools.Tag);
        }
    }

    /// <summary>Pairs through the running processor's context.</summary>
    /// <param name="executive">The pools.</param>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Scoped(Executive<HostMachine> executive, nuint byteCount, int count)
    {
        using PoolProcessor<HostMachine> processor = executive.EnterProcessor();
        for (int index = 0; index < count; index++)
        {
            nuint block = processor.Allocate(Pools.Flags, byteCount, Pools.Tag);
            *(ulong*)block = (ulong)index;
            processor.Free(block, Pools.Tag);
        }
    }

    /// <summary>Pairs whose free names no tag.</summary>
    /// <param name="executive">The pools.</param>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Untagged(Executive<HostMachine> executive, nuint byteCount, int count)
    {
        for (int index = 0; index < count; index++)
        {
            nuint block = executive.Allocate(Pools.Flags, byteCount, Pools.Tag);
            *(ulong*)block = (ulong)index;
            executive.Free(block);
        }
    }

    /// <summary>Two pairs in each turn, so that the compiler has as much to inline as a method that does more than
    /// one thing.</summary>
    /// <param name="executive">The pools.</param>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many; even.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Twice(Executive<HostMachine> executive, nuint byteCount, int count)
    {
        for (int index = 0; index < count; index += 2)
        {
            nuint block = executive.Allocate(Pools.Flags, byteCount, Pools.Tag);
            *(ulong*)block = (ulong)index;
            executive.Free(block, Pools.Tag);
            block = executive.Allocate(Pools.Flags, byteCount, Pools.Tag);
            *(ulong*)block = (ulong)index;
            executive.Free(block, Pools.Tag);
        }
    }

    /// <summary>Pairs at APC_LEVEL; the level is raised once around all of them.</summary>
    /// <param name="executive">The pools.</param>
    /// <param name="byteCount">The size.</param>
    /// <param name="count">How many.</param>
    public static void Raised(Executive<HostMachine> executive, nuint byteCount, int count)
    {
        Irql before = executive.Machine.RaiseIrql(Irql.Apc);
        Plain(executive, byteCount, count);
        executive.Machine.LowerIrql(before);
    }

    /// <summary>Allocates as many blocks as the array has places, then frees them in the same order.</summary>
    /// <param name="executive">The pools.</param>
    /// <param name="byteCount">The size.</param>
    /// <param name="blocks">Where the addresses are kept.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FillAndEmpty(Executive<HostMachine> executive, nuint byteCount, nuint[] blocks)
    {
        for (int index = 0; index < blocks.Length; index++)
        {
            nuint block = executive.Allocate(Pools.Flags, byteCount, Pools.Tag);
            *(ulong*)block = (ulong)index;
            blocks[index] = block;
        }

        foreach (nuint block in blocks)
        {
            executive.Free(block, Pools.Tag);
        }
    }

    /// <summary>Writes 8 bytes into each page of a range.</summary>
    /// <param name="address">The first page.</param>
    /// <param name="byteCount">Bytes of the range.</param>
    /// <param name="pageByteCount">Bytes of a page.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Touch(nuint address, nuint byteCount, nuint pageByteCount)
    {
        for (nuint offset = 0; offset < byteCount; offset += pageByteCount)
        {
            *(ulong*)(address + offset) = offset;
        }
    }
}
