using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using ExPool.Benchmarks.Allocators;
using ExPool.Machine;

namespace ExPool.Benchmarks.Bdn;

/// <summary>One block allocated and freed, by one thread.</summary>
public class AllocateFree
{
    private readonly Executive<HostMachine> _pools = Pools.Executive;

    /// <summary>The block's size.</summary>
    [Params(16, 64, 256, 1024, 4096, 65536)]
    public int ByteCount { get; set; }

    /// <summary>The C library's, by .NET.</summary>
    [Benchmark(Baseline = true)]
    public unsafe void NativeMemoryPair()
    {
        void* block = NativeMemory.Alloc((nuint)ByteCount);
        *(long*)block = ByteCount;
        NativeMemory.Free(block);
    }

    /// <summary>The pools.</summary>
    [Benchmark]
    public unsafe void PoolPair()
    {
        nuint block = _pools.Allocate(Pools.Flags, (nuint)ByteCount, Pools.Tag);
        *(long*)block = ByteCount;
        _pools.Free(block, Pools.Tag);
    }

    /// <summary>The pools, zeroed.</summary>
    [Benchmark]
    public unsafe void PoolPairZeroed()
    {
        nuint block = _pools.Allocate(PoolFlags.NonPaged, (nuint)ByteCount, Pools.Tag);
        *(long*)block = ByteCount;
        _pools.Free(block, Pools.Tag);
    }
}
