using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Rows;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Growth;

/// <summary>Measures the questions of growth, ours and NativeMemory by turns.</summary>
/// <param name="peers">The contestants.</param>
/// <param name="plan">How long and how often.</param>
/// <param name="progress">Where it says what it is doing.</param>
internal sealed class GrowthRun(PeerBook peers, MeasurePlan plan, TextWriter progress)
{
    private readonly Peer[] _peers = [peers[PeerBook.OursName], peers[PeerBook.NativeMemoryName]];

    /// <summary>Measures one question.</summary>
    /// <param name="series">The question.</param>
    public GrowthTable Run(GrowthSeries series)
    {
        Rehearse(series);
        List<GrowthPoint> points = [];
        foreach (long x in series.Values)
        {
            if (!Fits(series, x))
            {
                progress.WriteLine($"{series.Id}: {x} {series.XName} do not fit into half of this machine's memory");
                break;
            }

            progress.WriteLine($"{series.Id}: {x} {series.XName}");
            points.Add(Measure(series, x));
        }

        return new GrowthTable(series, points);
    }

    private static bool Fits(GrowthSeries series, long x) =>
        x * series.BytesForOne * 2 < GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    private void Rehearse(GrowthSeries series)
    {
        const int Passes = 5;
        for (int pass = 0; pass < Passes; pass++)
        {
            foreach (Peer peer in _peers)
            {
                using Work work = series.Create(peer, series.Values[0]);
                work.WarmUp();
            }

            Thread.Sleep(Rehearsal.Pause);
        }
    }

    private GrowthPoint Measure(GrowthSeries series, long x)
    {
        using Work ours = series.Create(_peers[0], x);
        using Work theirs = series.Create(_peers[1], x);
        ours.Calibrate(plan.SampleLength);
        theirs.Calibrate(plan.SampleLength);
        double[] medians = Turns.Measure([ours, theirs], plan.Rounds);
        return new GrowthPoint(x, medians[0], medians[1]);
    }
}
