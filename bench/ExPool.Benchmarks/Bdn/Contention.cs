using System;
using BenchmarkDotNet.Attributes;
using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Bdn;

/// <summary>Two threads: each for itself, and one that frees what the other allocates; per pair or block.</summary>
/// <remarks>An operation includes a part of waking the two threads; <c>compare</c> counts from when both run.</remarks>
public class Contention : IDisposable
{
    private const int Operations = 16 * 4096;

    private ForeignWork<NativePlain<NativeMemoryCalls>, nuint>? _nativeForeign;
    private ForeignWork<OursPlain, nuint>? _foreign;

    /// <summary>The blocks' size.</summary>
    [Params(64, 1024)]
    public int ByteCount { get; set; }

    /// <summary>Makes the rings.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _nativeForeign = new(ByteCount);
        _foreign = new(ByteCount);
    }

    /// <summary>The C library's, each for itself.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public void NativeMemoryOwn() => ThreadTeam.Run(
        2, _ => PairLoop<NativePlain<NativeMemoryCalls>, nuint>.RunFixed((nuint)ByteCount, Operations));

    /// <summary>The pools, each for itself.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void PoolOwn() => ThreadTeam.Run(
        2, _ => PairLoop<OursPlain, nuint>.RunFixed((nuint)ByteCount, Operations));

    /// <summary>The C library's, freed by the other thread.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void NativeMemoryForeign() => _nativeForeign!.Run(Operations);

    /// <summary>The pools, freed by the other thread.</summary>
    [Benchmark(OperationsPerInvoke = Operations)]
    public void PoolForeign() => _foreign!.Run(Operations);

    /// <summary>Drops the rings.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _nativeForeign?.Dispose();
        _foreign?.Dispose();
        GC.SuppressFinalize(this);
    }
}
