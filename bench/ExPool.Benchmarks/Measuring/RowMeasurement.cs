using System;
using System.Collections.Generic;
using ExPool.Benchmarks.Rows;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Measuring;

/// <summary>Measures one row of time, the contestants by turns.</summary>
internal static class RowMeasurement
{
    /// <summary>Measures a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="peers">Its contestants.</param>
    /// <param name="plan">How long and how often.</param>
    public static RowResult Run(Row row, IReadOnlyList<Peer> peers, MeasurePlan plan)
    {
        Func<Peer, Work> create = row.Create
            ?? throw new ArgumentException($"'{row.Id}' is not a row of time", nameof(row));
        List<Work> works = [];
        try
        {
            foreach (Peer peer in peers)
            {
                works.Add(create(peer));
                works[^1].Calibrate(plan.SampleLength);
            }

            return plan.Pairs > 0 ? InPairs(row, peers, works, plan.Pairs) : InRounds(row, peers, works, plan.Rounds);
        }
        finally
        {
            foreach (Work work in works)
            {
                work.Dispose();
            }
        }
    }

    private static RowResult InRounds(Row row, IReadOnlyList<Peer> peers, List<Work> works, int rounds)
    {
        double[] values = Turns.Measure(works, rounds);
        Dictionary<string, double> medians = [];
        for (int peer = 0; peer < works.Count; peer++)
        {
            medians[peers[peer].Name] = values[peer];
        }

        return new RowResult(row, medians);
    }

    private static RowResult InPairs(Row row, IReadOnlyList<Peer> peers, List<Work> works, int pairs)
    {
        int ours = 0;
        while (peers[ours].Kind != PeerKind.Ours)
        {
            ours++;
        }

        List<double> allOurs = [];
        Dictionary<string, double> medians = [];
        Dictionary<string, PairedRatio> ratios = [];
        for (int peer = 0; peer < works.Count; peer++)
        {
            if (peer == ours)
            {
                continue;
            }

            double[] theirs = new double[pairs];
            double[] quotients = new double[pairs];
            for (int pair = 0; pair < pairs; pair++)
            {
                bool isOursFirst = pair % 2 == 0;
                double first = works[isOursFirst ? ours : peer].Sample();
                double second = works[isOursFirst ? peer : ours].Sample();
                theirs[pair] = isOursFirst ? second : first;
                double own = isOursFirst ? first : second;
                allOurs.Add(own);
                quotients[pair] = own / theirs[pair];
            }

            medians[peers[peer].Name] = Statistics.Median(theirs);
            ratios[peers[peer].Name] =
                new PairedRatio(Statistics.Median(quotients), Statistics.MedianInterval(quotients));
        }

        medians[peers[ours].Name] = Statistics.Median(allOurs.ToArray());
        return new RowResult(row, medians) { Ratios = ratios };
    }
}
