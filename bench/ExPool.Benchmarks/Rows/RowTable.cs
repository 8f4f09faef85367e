using System;
using System.Collections.Generic;
using ExPool.Benchmarks.Memory;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Rows;

/// <summary>All rows of the comparison, in the order in which they are measured and printed.</summary>
internal static class RowTable
{
    private const string Time = "ns";
    private const string Ratio = "ratio";

    private static readonly BlockSizes s_mixedPairs = new(16, 1024);
    private static readonly BlockSizes s_mixedBatch = new(16, 256);

    private static readonly PeerKind[] s_all =
    [
        PeerKind.Harness, PeerKind.Ours, PeerKind.NativeMemory, PeerKind.Native, PeerKind.NativeSuppressed,
        PeerKind.Arrays,
    ];

    // ArrayPool's arrays are not zeroed, and a live set of them is measured as the collector's work, not the pool's.
    private static readonly PeerKind[] s_addresses =
        [PeerKind.Harness, PeerKind.Ours, PeerKind.NativeMemory, PeerKind.Native, PeerKind.NativeSuppressed];

    private static readonly PeerKind[] s_allocators =
        [PeerKind.Ours, PeerKind.NativeMemory, PeerKind.Native, PeerKind.NativeSuppressed];

    // How a function is called changes no memory.
    private static readonly PeerKind[] s_memory =
        [PeerKind.Ours, PeerKind.NativeMemory, PeerKind.Native, PeerKind.Arrays];

    /// <summary>The rows.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        .. Pairs(),
        .. Batches(),
        Foreign(64), Foreign(256), Foreign(1024), Foreign(4096),
        Replace("100k", 100_000, 1), Replace("1m", 1_000_000, 1),
        Replace("100k", 100_000, 2), Replace("1m", 1_000_000, 2),
        ReplaceLater("100k", 100_000, 1), ReplaceLater("1m", 1_000_000, 1),
        ReplaceLater("100k", 100_000, 2), ReplaceLater("1m", 1_000_000, 2),
        Scale("pair", "pairs of 64 bytes", peer => peer.ScalePairs(BlockSizes.Fixed(64))),
        Scale("batch", "batches of 16..256 bytes", peer => peer.ScaleBatches(s_mixedBatch)),
        Crowd(64), Crowd(256),
        .. Memory(),
    ];

    private static IEnumerable<Row> Pairs()
    {
        Goal small = Goal.AtMost(0.50, 0.85);
        Goal large = Goal.AtMost(0.20, 1.0);
        (string Name, BlockSizes Sizes, Goal Goal)[] forms =
        [
            ("16", BlockSizes.Fixed(16), small),
            ("64", BlockSizes.Fixed(64), small),
            ("256", BlockSizes.Fixed(256), small),
            ("1024", BlockSizes.Fixed(1024), small),
            ("mixed", s_mixedPairs, Goal.AtMost(0.65, 0.95)),
            ("4096", BlockSizes.Fixed(4096), large),
            ("65536", BlockSizes.Fixed(65536), large),
        ];
        foreach ((string name, BlockSizes sizes, Goal goal) in forms)
        {
            yield return new Row($"pair.{name}", Time, $"allocate and free one block of {Text(sizes)}", s_all)
            {
                Create = peer => peer.Pair(sizes),
                Goal = goal,
            };
        }

        foreach ((string name, BlockSizes sizes, Goal goal) in forms)
        {
            if (goal != large)
            {
                yield return new Row(
                    $"do.pair.{name}", Time, $"the same in a loop that ends in its condition: {Text(sizes)}", s_all)
                {
                    Create = peer => peer.DoPair(sizes),
                };
            }
        }

        foreach ((string name, BlockSizes sizes, _) in forms)
        {
            yield return new Row($"zeroed.pair.{name}", Time, $"the same, zeroed: {Text(sizes)}", s_addresses)
            {
                Create = peer => peer.ZeroedPair(sizes),
            };
        }
    }

    private static IEnumerable<Row> Batches()
    {
        (string Name, BlockSizes Sizes)[] forms =
        [
            ("16", BlockSizes.Fixed(16)), ("64", BlockSizes.Fixed(64)), ("256", BlockSizes.Fixed(256)),
            ("mixed", s_mixedBatch),
        ];
        foreach ((string name, BlockSizes sizes) in forms)
        {
            yield return new Row(
                $"batch.{name}", Time, $"1,000 blocks of {Text(sizes)}, freed in a random order; per block", s_all)
            {
                Create = peer => peer.Batch(sizes),
                Goal = Goal.AtMost(0.25, 0.9),
            };
        }

        foreach ((string name, BlockSizes sizes) in forms)
        {
            yield return new Row(
                $"batch.tls.{name}", Time, $"the same by plain calls instead of a scope: {Text(sizes)}", s_addresses)
            {
                Create = peer => peer.PlainBatch(sizes),
            };
        }
    }

    private static Row Foreign(int byteCount) =>
        new($"foreign.{byteCount}", Time, $"blocks of {byteCount} bytes, freed by another thread; per block", s_all)
        {
            Create = peer => peer.Foreign(byteCount),
            Goal = Goal.AtMost(0.15, 0.35),
        };

    private static Row ReplaceLater(string name, int liveCount, int threadCount)
    {
        Row plain = Replace(name, liveCount, threadCount);
        const int Rehearsal = 1000;
        return new(
            $"replace.later.{name}.{threadCount}t",
            Time,
            plain.Description + "; ours through PoolProcessor.FreeLater",
            s_addresses)
        {
            Create = peer => peer.ReplaceLater(liveCount, threadCount),
            Rehearse = peer => peer.ReplaceLater(Rehearsal, threadCount),
            Goal = plain.Goal,
        };
    }

    private static Row Replace(string name, int liveCount, int threadCount)
    {
        const int Rehearsal = 1000;
        return new(
            $"replace.{name}.{threadCount}t",
            Time,
            $"replace random blocks of {liveCount:N0} alive (16..527 bytes), {threadCount} thread(s); per replacement",
            s_addresses)
        {
            Create = peer => peer.Replace(liveCount, threadCount),
            Rehearse = peer => peer.Replace(Rehearsal, threadCount),
            Goal = Goal.AtMost(0.45, 1.0),
        };
    }

    private static Row Scale(string name, string what, Func<Peer, Work> create) =>
        new($"scale.2t.{name}", Ratio, $"throughput of two threads against one: {what}", s_allocators)
        {
            Create = create,
            Goal = Goal.AtLeast(1.8),
            HigherIsBetter = true,
        };

    private static Row Crowd(int threadCount)
    {
        const int Rehearsal = 2;
        return new(
            $"scale.{threadCount}t",
            Ratio,
            $"throughput of {threadCount} new threads against 2: batches of {Text(s_mixedBatch)}",
            s_allocators)
        {
            Create = peer => peer.Crowd(s_mixedBatch, threadCount),
            Rehearse = peer => peer.Crowd(s_mixedBatch, Rehearsal),
            Goal = Goal.AtLeast(0.8),
            HigherIsBetter = true,
        };
    }

    private static IEnumerable<Row> Memory()
    {
        (string Name, string What, Func<MemoryFigures, double> Of, bool HasGoal)[] forms =
        [
            ("fill", "resident / requested bytes, 1,000,000 blocks of 16..512 bytes", figures => figures.Fill, true),
            ("refill", "the same after 90 % were freed at random and allocated again", figures => figures.Refill, true),
            ("freed90.idle", "resident / bytes requested at the fill, 90 % freed and idle",
                figures => figures.Freed90Idle, false),
            ("freedall.idle", "resident / bytes requested at the fill, all freed and idle",
                figures => figures.FreedAllIdle, false),
        ];
        foreach ((string name, string what, Func<MemoryFigures, double> of, bool hasGoal) in forms)
        {
            yield return new Row($"memory.{name}", Ratio, what, s_memory)
            {
                OfMemory = of,
                Idles = !hasGoal,
                Goal = hasGoal ? Goal.AtMostOfMimalloc(1.02, 1.0) : null,
            };
        }
    }

    private static string Text(BlockSizes sizes) =>
        sizes.IsFixed ? $"{sizes.Minimum} bytes" : $"{sizes.Minimum}..{sizes.Maximum} bytes";
}
