using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using ExPool.Benchmarks.Rows;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Measuring;

/// <summary>Runs every row briefly, again and again, until the runtime's compiler has made its last version of the
/// loops and of what they call.</summary>
/// <remarks>
/// The runtime compiles a method roughly, counts 30 calls, compiles it with counters, counts 30 more, and compiles
/// it for good, each time on another thread after 100 ms in which nothing new was compiled. All rows are rehearsed
/// before one is measured, so that the last version is trained on all of them, as in a program that does many things.
/// </remarks>
internal static class Rehearsal
{
    private const int Passes = 5;

    /// <summary>How long the runtime's compiler gets after each pass.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Rehearses rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="peers">The contestants.</param>
    /// <param name="progress">Where it says so.</param>
    public static void Run(IReadOnlyList<Row> rows, PeerBook peers, TextWriter progress)
    {
        progress.WriteLine($"warming up {rows.Count} rows");
        for (int pass = 0; pass < Passes; pass++)
        {
            foreach (Row row in rows)
            {
                Func<Peer, Work>? create = row.Rehearse ?? row.Create;
                if (create is null)
                {
                    continue;
                }

                foreach (Peer peer in peers.Of(row))
                {
                    using Work work = create(peer);
                    work.WarmUp();
                }
            }

            Thread.Sleep(Pause);
        }
    }
}
