using System;
using System.Diagnostics;
using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Works;
using ExPool.Machine;

namespace ExPool.Benchmarks.Steps;

/// <summary>New pools grow, their pages are touched, and go back; a sample is nanoseconds a page of one of the
/// three.</summary>
/// <remarks>Blocks of 64 pages, which go through no list. The pools start with 64 KiB.</remarks>
/// <param name="phase">Which of the three.</param>
internal sealed class FreshPagesWork(FreshPhase phase) : Work
{
    private const nuint PageByteCount = 4096;
    private const nuint BlockByteCount = 64 * PageByteCount;
    private const int BlockCount = 64; // 16 MiB: the pool grows eight times.

    private static readonly ExecutiveOptions s_options = new()
    {
        NonPagedInitialByteCount = 64 << 10,
        NonPagedMaximumByteCount = 256 << 20,
        PagedMaximumByteCount = 64 << 20,
    };

    private readonly nuint[] _blocks = new nuint[BlockCount];

    /// <inheritdoc/>
    public override void WarmUp() => _ = Sample();

    /// <inheritdoc/>
    public override void Calibrate(TimeSpan length)
    {
        // A sample is as long as its pages take.
    }

    /// <inheritdoc/>
    public override double Sample()
    {
        using Executive<HostMachine> executive = StepPools.Boot(s_options);
        _ = executive.Allocate(Pools.Flags, 64, Pools.Tag); // The thread is known from here on.
        ulong before = CommittedOf(executive);
        long start = Stopwatch.GetTimestamp();
        for (int index = 0; index < BlockCount; index++)
        {
            _blocks[index] = executive.Allocate(Pools.Flags, BlockByteCount, Pools.Tag);
        }

        double grown = Since(start);
        ulong grownPageCount = (CommittedOf(executive) - before) / PageByteCount;
        start = Stopwatch.GetTimestamp();
        foreach (nuint block in _blocks)
        {
            StepLoops.Touch(block, BlockByteCount, PageByteCount);
        }

        double touched = Since(start);
        foreach (nuint block in _blocks)
        {
            executive.Free(block, Pools.Tag);
        }

        start = Stopwatch.GetTimestamp();
        ulong returnedPageCount = executive.Trim() / PageByteCount;
        double returned = Since(start);
        return phase switch
        {
            FreshPhase.Grow => grown / grownPageCount,
            FreshPhase.Touch => touched / (BlockCount * BlockByteCount / PageByteCount),
            _ => returned / returnedPageCount,
        };
    }

    private static ulong CommittedOf(Executive<HostMachine> executive) =>
        executive.Capture().NonPaged.CommittedBytes ?? 0;

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalNanoseconds;
}
