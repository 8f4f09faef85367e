using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Steps;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool.Benchmarks.Tuner;

/// <summary>Runs each load under each setting, by turns, in pools that are new each time.</summary>
/// <remarks>A period is an amount of work and no second of the clock: hits and held bytes are the same in every round,
/// on any machine. Only the times are measured.</remarks>
/// <param name="plan">How long and how often.</param>
/// <param name="progress">Where it says what it does.</param>
internal sealed class TunerRun(TunerPlan plan, TextWriter progress)
{
    private const int RehearsalPasses = 5;

    private readonly nuint[] _blocks = TunerLoad.MakeBlocks();

    /// <summary>Measures all.</summary>
    public IReadOnlyList<TunerResult> Run()
    {
        Rehearse();
        List<TunerResult> results = [];
        foreach (TunerLoad load in TunerLoad.All)
        {
            progress.WriteLine($"{load.Name}: {load.Operation}");
            results.AddRange(Measure(load));
        }

        return results;
    }

    private void Rehearse()
    {
        for (int pass = 0; pass < RehearsalPasses; pass++)
        {
            foreach (TunerLoad load in TunerLoad.All)
            {
                foreach (TunerSetting setting in TunerSetting.All)
                {
                    _ = Measure(load, setting, periods: 2);
                }
            }

            Thread.Sleep(Rehearsal.Pause);
        }
    }

    private List<TunerResult> Measure(TunerLoad load)
    {
        int count = TunerSetting.All.Count;
        TunerResult[,] rounds = new TunerResult[count, plan.Rounds];
        for (int round = 0; round < plan.Rounds; round++)
        {
            for (int turn = 0; turn < count; turn++)
            {
                int index = (turn + round) % count; // Which one begins changes.
                rounds[index, round] = Measure(load, TunerSetting.All[index], plan.Periods);
            }
        }

        List<TunerResult> results = [];
        for (int index = 0; index < count; index++)
        {
            double[] operations = new double[plan.Rounds];
            double[] calls = new double[plan.Rounds];
            for (int round = 0; round < plan.Rounds; round++)
            {
                operations[round] = rounds[index, round].Nanoseconds;
                calls[round] = rounds[index, round].AdjustMicroseconds ?? 0;
            }

            TunerResult last = rounds[index, plan.Rounds - 1];
            results.Add(last with
            {
                Nanoseconds = Statistics.Median(operations),
                AdjustMicroseconds = last.AdjustMicroseconds is null ? null : Statistics.Median(calls),
            });
        }

        return results;
    }

    private TunerResult Measure(TunerLoad load, TunerSetting setting, int periods)
    {
        using Executive<HostMachine> executive = StepPools.Boot(setting.Options);
        System.Array.Clear(_blocks);
        long operations = 0;
        long operationTicks = 0;
        long adjustTicks = 0;
        double heldSum = 0;
        ulong held = 0;
        for (int period = 0; period < periods; period++)
        {
            long start = Stopwatch.GetTimestamp();
            operations += load.Periods(executive, _blocks, period);
            long worked = Stopwatch.GetTimestamp();
            if (setting.IsTuned)
            {
                executive.AdjustLookasideDepth();
            }

            adjustTicks += Stopwatch.GetTimestamp() - worked;
            operationTicks += worked - start;
            held = executive.Capture().NonPaged.LookasideBytes ?? 0;
            heldSum += held;
        }

        double nanoseconds = 1e9 / Stopwatch.Frequency;
        return new TunerResult(
            load.Name,
            setting.Name,
            HitRateOf(executive.Capture()),
            held,
            heldSum / periods,
            operationTicks * nanoseconds / operations,
            setting.IsTuned ? adjustTicks * nanoseconds / 1000 / periods : null);
    }

    private static double? HitRateOf(PoolSnapshot snapshot)
    {
        ulong asked = 0;
        ulong missed = 0;
        foreach (LookasideUsage list in snapshot.Lookasides)
        {
            asked += list.TotalAllocates;
            missed += list.AllocateMisses;
        }

        return LookasideUsage.HitRate(asked, missed);
    }
}
