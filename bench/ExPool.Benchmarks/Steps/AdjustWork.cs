using System;
using System.Diagnostics;
using ExPool.Benchmarks.Works;
using ExPool.Machine;

namespace ExPool.Benchmarks.Steps;

/// <summary>Calls of <see cref="Executive{TMachine}.AdjustLookasideDepth"/> on pools whose lists of 64 sizes are in
/// use; a sample is nanoseconds a call.</summary>
/// <param name="executive">Pools of its own.</param>
/// <param name="isAfterUse">True: lists were used since the last call and stay as they are. False: no list was used, so
/// each is halved, which stops the processor's lists.</param>
internal sealed class AdjustWork(Executive<HostMachine> executive, bool isAfterUse) : Work
{
    private const int CallsOfSample = 8;
    private const int SizeCount = 64;
    private const int UnitByteCount = 16;
    private const int Rounds = 10; // More operations than any limit: a list that is used less than that is halved.

    private readonly nuint[] _blocks = new nuint[32];

    /// <inheritdoc/>
    public override void WarmUp() => _ = Sample();

    /// <inheritdoc/>
    public override void Calibrate(TimeSpan length)
    {
        // A call is microseconds: a sample is a few of them.
    }

    /// <inheritdoc/>
    public override double Sample()
    {
        double nanoseconds = 0;
        for (int call = 0; call < CallsOfSample; call++)
        {
            // The first call lets the limits follow the use; the second finds them right.
            Use();
            executive.AdjustLookasideDepth();
            Use();
            double used = Adjust();
            double unused = Adjust();
            nanoseconds += isAfterUse ? used : unused;
        }

        return nanoseconds / CallsOfSample;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        executive.Dispose();
        base.Dispose();
    }

    private void Use()
    {
        for (int round = 0; round < Rounds; round++)
        {
            for (int size = 1; size <= SizeCount; size++)
            {
                StepLoops.FillAndEmpty(executive, (nuint)(size * UnitByteCount), _blocks);
            }
        }
    }

    private double Adjust()
    {
        long start = Stopwatch.GetTimestamp();
        executive.AdjustLookasideDepth();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
