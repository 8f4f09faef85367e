using ExPool.Benchmarks.Memory;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Rows;

/// <summary>A contestant: makes the works of the rows for its allocator.</summary>
/// <param name="name">As tables and documents show it.</param>
/// <param name="kind">What it is to the comparison.</param>
internal abstract class Peer(string name, PeerKind kind)
{
    /// <summary>As tables and documents show it.</summary>
    public string Name { get; } = name;

    /// <summary>What it is to the comparison.</summary>
    public PeerKind Kind { get; } = kind;

    /// <summary>Pairs.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    public abstract Work Pair(BlockSizes sizes);

    /// <summary>The same in a loop that ends in its condition.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    public abstract Work DoPair(BlockSizes sizes);

    /// <summary>Pairs of zeroed blocks.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    public abstract Work ZeroedPair(BlockSizes sizes);

    /// <summary>Batches, by the allocator's fastest calls.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    public abstract Work Batch(BlockSizes sizes);

    /// <summary>Batches, by the allocator's plain calls.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    public abstract Work PlainBatch(BlockSizes sizes);

    /// <summary>Frees by another thread.</summary>
    /// <param name="byteCount">The blocks' size.</param>
    public abstract Work Foreign(int byteCount);

    /// <summary>Random replacement.</summary>
    /// <param name="liveCount">Blocks alive.</param>
    /// <param name="threadCount">Threads, 1 or 2.</param>
    public abstract Work Replace(int liveCount, int threadCount);

    /// <summary>Random replacement by the way that suits blocks that were not touched for a while, where there is
    /// one.</summary>
    /// <param name="liveCount">Blocks alive.</param>
    /// <param name="threadCount">Threads, 1 or 2.</param>
    public virtual Work ReplaceLater(int liveCount, int threadCount) => Replace(liveCount, threadCount);

    /// <summary>Two threads against one, pairs.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    public abstract Work ScalePairs(BlockSizes sizes);

    /// <summary>Two threads against one, batches.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    public abstract Work ScaleBatches(BlockSizes sizes);

    /// <summary>Many short-lived threads against two.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    /// <param name="threadCount">The many.</param>
    public abstract Work Crowd(BlockSizes sizes, int threadCount);

    /// <summary>Batches while other blocks stay alive.</summary>
    /// <param name="byteCount">The size of all blocks.</param>
    /// <param name="liveCount">How many stay alive.</param>
    public abstract Work HeldBatch(int byteCount, int liveCount);

    /// <summary>Pairs of whole pages in a heap of which every second block is free.</summary>
    /// <param name="byteCount">Bytes of the heap.</param>
    public abstract Work Fragmented(long byteCount);

    /// <summary>Many short-lived threads; the value is million blocks per second and core.</summary>
    /// <param name="sizes">The blocks' sizes.</param>
    /// <param name="threadCount">How many threads.</param>
    public abstract Work CrowdRate(BlockSizes sizes, int threadCount);

    /// <summary>Fills, frees and fills again, and reads what stays resident; in a process of its own.</summary>
    /// <param name="plan">How many blocks, and how long to idle.</param>
    public abstract MemoryFigures MeasureMemory(MemoryPlan plan);
}
