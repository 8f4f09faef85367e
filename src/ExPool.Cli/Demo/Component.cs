using System;

namespace ExPool.Cli.Demo;

/// <summary>A part of the demo's workload: has tags of its own, and works in steps on its own thread.</summary>
internal abstract class Component : IDisposable
{
    private readonly DemoLeak? _leak;
    private long _forgottenCount;

    /// <summary>Makes a component.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">Its number: another one, another sequence of random numbers.</param>
    protected Component(DemoPlan plan, int number)
    {
        _leak = plan.Leak;
        Plan = plan;
        Random = new Random(unchecked((plan.Seed * 31) + number));
    }

    /// <summary>The plan.</summary>
    protected DemoPlan Plan { get; }

    /// <summary>This component's own random numbers.</summary>
    protected Random Random { get; }

    /// <summary>Works for a moment.</summary>
    /// <param name="elapsed">Since the workload started.</param>
    public abstract void Step(TimeSpan elapsed);

    /// <summary>Frees everything that it knows of; what it forgot stays.</summary>
    public abstract void Dispose();

    /// <summary>The bytes of each block to forget now; 0 when nothing is to be forgotten.</summary>
    /// <param name="tag">A tag of this component.</param>
    /// <param name="elapsed">Since the workload started.</param>
    /// <param name="blockCount">Blocks to forget in this step.</param>
    protected int Forgets(PoolTag tag, TimeSpan elapsed, out int blockCount)
    {
        const int MaximumStepCount = 4000;   // after a pause of the whole process, not all at once
        blockCount = 0;
        if (_leak is null || _leak.Tag != tag)
        {
            return 0;
        }

        long wantedCount = (long)(elapsed.TotalSeconds * _leak.BytesPerSecond / _leak.BlockByteCount);
        blockCount = (int)Math.Min(wantedCount - _forgottenCount, MaximumStepCount);
        _forgottenCount += blockCount;
        return _leak.BlockByteCount;
    }

    /// <summary>Frees a block; nothing when it was refused.</summary>
    /// <param name="block">What an allocation answered.</param>
    /// <param name="tag">Its tag.</param>
    protected static void Release(nuint block, PoolTag tag)
    {
        if (block != 0)
        {
            KernelPool.Free(block, tag);
        }
    }

    /// <summary>How far the run is: 0 at its start, 1 at its planned end, more after that.</summary>
    /// <param name="elapsed">Since the workload started.</param>
    protected double Progress(TimeSpan elapsed) => elapsed / Plan.Time;
}
