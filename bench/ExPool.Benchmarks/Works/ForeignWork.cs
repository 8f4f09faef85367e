using System;
using System.Runtime.CompilerServices;
using ExPool.Benchmarks.Allocators;

namespace ExPool.Benchmarks.Works;

/// <summary>The rows <c>foreign.*</c>: one thread allocates, another frees; an operation is one block.</summary>
/// <typeparam name="TAllocator">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out.</typeparam>
/// <param name="byteCount">The blocks' size.</param>
internal sealed class ForeignWork<TAllocator, TBlock>(int byteCount) : TimedWork(StepBatches * BatchCount)
    where TAllocator : struct, IAllocator<TAllocator, TBlock>, allows ref struct
    where TBlock : struct
{
    private const int StepBatches = 16;
    private const int BatchCount = HandoverRing<TBlock>.BatchCount;

    private readonly HandoverRing<TBlock> _ring = new();

    /// <inheritdoc/>
    public override long Run(long operationCount)
    {
        long batchCount = operationCount / BatchCount;
        return ThreadTeam.Run(2, member => RunMember(member, batchCount));
    }

    private void RunMember(int member, long batchCount)
    {
        for (long batch = 0; batch < batchCount; batch++)
        {
            if (member == 0)
            {
                Fill(_ring.WaitForSpace(), (nuint)byteCount);
                _ring.Publish();
            }
            else
            {
                Empty(_ring.WaitForBatch());
                _ring.Release();
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(Span<TBlock> batch, nuint byteCount)
    {
        TAllocator allocator = TAllocator.Enter();
        foreach (ref TBlock block in batch)
        {
            block = allocator.Allocate(byteCount);
            Unsafe.WriteUnaligned(ref TAllocator.FirstByte(block), (ulong)byteCount);
        }

        allocator.Leave();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Empty(Span<TBlock> batch)
    {
        TAllocator allocator = TAllocator.Enter();
        foreach (TBlock block in batch)
        {
            allocator.Free(block);
        }

        allocator.Leave();
    }
}
