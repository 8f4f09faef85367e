using System.Collections.Generic;

namespace ExPool.Benchmarks.Steps;

/// <summary>All steps, in the order of a request's life.</summary>
internal static class StepBook
{
    private const nuint Small = 64;
    private const nuint PageByteCount = 4096;
    private const int Many = 4096;
    private const int Few = 256; // The long way: the compiler's profile of the loops stays that of the short one.
    private const int BatchCount = 10_000;

    /// <summary>What no loop shows alone.</summary>
    public static IReadOnlyList<StepDifference> Differences { get; } =
    [
        new("finding the thread", "pair", "pair.processor"),
        new("zeroing 64 bytes", "pair.zeroed", "pair"),
        new("the long way to a list and back, instead of the shortest", "pair.raised", "pair"),
        new("a lock, a split and a merge, instead of a list", "pair.nolists", "pair.raised"),
    ];

    /// <summary>Makes the steps.</summary>
    /// <param name="pools">The pools that they work on.</param>
    public static IReadOnlyList<Step> Create(StepPools pools)
    {
        nuint[] blocks = new nuint[BatchCount];
        return
        [
            new("empty", "the loop alone: it writes 8 bytes",
                new LoopWork(Many, count => StepLoops.Empty(pools.Block, count))),
            new("pair", "64 bytes allocated from a list and freed to it", Pair(Small, Many)),
            new("pair.do", "the same in a `do` loop, out of which the compiler takes finding the thread",
                new LoopWork(Many, count => StepLoops.PlainToEnd(pools.Plain, Small, count))),
            new("pair.processor", "the same through a PoolProcessor",
                new LoopWork(Many, count => StepLoops.Scoped(pools.Plain, Small, count))),
            new("pair.zeroed", "the same as `pair`, zeroed",
                new LoopWork(Many, count => StepLoops.Zeroed(pools.Plain, Small, count))),
            new("pair.twice", "the same as `pair`, of two in the same method",
                new LoopWork(Few, count => StepLoops.Twice(pools.Plain, Small, count))),
            new("pair.untagged", "the same as `pair`, the free names no tag",
                new LoopWork(Few, count => StepLoops.Untagged(pools.Plain, Small, count))),
            new("pair.raised", "the same as `pair` at APC_LEVEL: the long way, with lists",
                new LoopWork(Few, count => StepLoops.Raised(pools.Plain, Small, count))),
            new("pair.nolists", "64 bytes without look-aside lists: lock, split, merge",
                new LoopWork(Few, count => StepLoops.Plain(pools.WithoutLists, Small, count))),
            new("block.10000", "one of 10,000 blocks of 64 bytes, allocated, then freed: refills and overflows",
                new LoopWork(BatchCount, _ => StepLoops.FillAndEmpty(pools.Plain, Small, blocks))),
            new("pair.16pages", "16 pages allocated from a list and freed to it", Pair(16 * PageByteCount, Many)),
            new("pair.64pages", "64 pages allocated and freed: no list, a run of pages", Pair(64 * PageByteCount, Few)),
            new("page.grow", "a page by which the pool grows, with its part of the system calls",
                new FreshPagesWork(FreshPhase.Grow)),
            new("page.touch", "the first write to a fresh page", new FreshPagesWork(FreshPhase.Touch)),
            new("page.return", "a page given back to the system by Trim", new FreshPagesWork(FreshPhase.Return)),
            new("capture", "Capture() with 100 tags", new LoopWork(1, _ => pools.Tagged.Capture())),
            new("adjust.same", "AdjustLookasideDepth, lists of 64 sizes used, all limits right",
                new AdjustWork(StepPools.Boot(), isAfterUse: true)),
            new("adjust.halve", "AdjustLookasideDepth, the same lists unused: all are halved",
                new AdjustWork(StepPools.Boot(), isAfterUse: false)),
        ];

        LoopWork Pair(nuint byteCount, int stepCount) =>
            new(stepCount, count => StepLoops.Plain(pools.Plain, byteCount, count));
    }
}
