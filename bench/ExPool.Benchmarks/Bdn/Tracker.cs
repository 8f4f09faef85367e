using System;
using BenchmarkDotNet.Attributes;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Bdn;

/// <summary>What many tags cost: pairs of 64 bytes, each with a random tag.</summary>
public class Tracker : IDisposable
{
    private TagWork? _work;

    /// <summary>How many tags are in use.</summary>
    [Params(1, 64, 1000, 10_000)]
    public int TagCount { get; set; }

    /// <summary>Starts pools and uses each tag once.</summary>
    [GlobalSetup]
    public void Prepare() => _work = new TagWork(TagCount);

    /// <summary>Pairs.</summary>
    [Benchmark(OperationsPerInvoke = TagWork.Pairs)]
    public void RandomTag() => _work!.Run(TagWork.Pairs);

    /// <summary>Gives the pools back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _work?.Dispose();
        _work = null;
        GC.SuppressFinalize(this);
    }
}
