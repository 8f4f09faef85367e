using System.Collections.Generic;
using ExPool.Benchmarks.Rows;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Growth;

/// <summary>All questions of growth.</summary>
internal static class GrowthQuestions
{
    private const string Time = "ns";

    /// <summary>The questions.</summary>
    public static IReadOnlyList<GrowthSeries> All { get; } =
    [
        new("live", "batches of 64 bytes while other blocks are alive; per block", "live blocks", Time,
            [1_000, 10_000, 100_000, 1_000_000, 10_000_000],
            (peer, live) => peer.HeldBatch(64, (int)live))
        {
            BytesForOne = 96,
            ComparesRatios = true,
        },
        new("replace", "random blocks of 16..527 bytes replaced; per replacement", "live blocks", Time,
            [1_000, 10_000, 100_000, 1_000_000, 10_000_000],
            (peer, live) => peer.Replace((int)live, 1))
        {
            BytesForOne = 304,
            ComparesRatios = true,
        },
        new("tags", "pairs of 64 bytes, each with a random tag (NativeMemory has none)", "tags", Time,
            [1, 10, 100, 1_000, 10_000, 30_000, 60_000],
            (peer, tags) => peer.Kind == PeerKind.Ours ? new TagWork((int)tags) : peer.Pair(BlockSizes.Fixed(64))),
        new("threads", "batches of 16..256 bytes on new threads", "threads", "M blocks/s/core",
            [1, 2, 4, 8, 16, 32, 64],
            (peer, threads) => peer.CrowdRate(new BlockSizes(16, 256), (int)threads)),
        new("pool", "pairs of 4..64 KiB in a heap of which every second block is free", "MiB of heap", Time,
            [1, 16, 64, 256, 1024, 4096],
            (peer, mebibytes) => peer.Fragmented(mebibytes << 20)),
    ];
}
