using BenchmarkDotNet.Attributes;
using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Bdn;

/// <summary>A thousand blocks allocated, then freed in a random order; per block.</summary>
public class Batch
{
    private BatchLoop<NativePlain<NativeMemoryCalls>, nuint>? _native;
    private BatchLoop<OursPlain, nuint>? _plain;
    private BatchLoop<OursScoped, nuint>? _scoped;

    /// <summary>The blocks' size.</summary>
    [Params(16, 64, 256)]
    public int ByteCount { get; set; }

    /// <summary>Makes the loops.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        BlockSizes sizes = BlockSizes.Fixed(ByteCount);
        _native = new(sizes);
        _plain = new(sizes);
        _scoped = new(sizes);
    }

    /// <summary>The C library's, by .NET.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = BatchOrders.BlockCount)]
    public void NativeMemoryBatch() => _native!.Run();

    /// <summary>The pools by plain calls.</summary>
    [Benchmark(OperationsPerInvoke = BatchOrders.BlockCount)]
    public void PoolBatch() => _plain!.Run();

    /// <summary>The pools through a scope.</summary>
    [Benchmark(OperationsPerInvoke = BatchOrders.BlockCount)]
    public void PoolBatchScoped() => _scoped!.Run();
}
