using System.Runtime.InteropServices;

namespace ExPool.Benchmarks.Works;

/// <summary>How many batches went into a ring and came out of it, each on cache lines of its own: two threads write
/// them.</summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct HandoverCounters
{
    /// <summary>Batches filled; the producer's.</summary>
    [FieldOffset(128)]
    public long Produced;

    /// <summary>Batches emptied; the consumer's.</summary>
    [FieldOffset(256)]
    public long Consumed;
}
