using System;
using ExPool.Snapshots;

namespace ExPool.Inspection;

/// <summary>Something that snapshots of pools can be taken of: this process, another one.</summary>
public interface ISnapshotSource : IDisposable
{
    /// <summary>What it is, with its name.</summary>
    SnapshotOrigin Origin { get; }

    /// <summary>Reads all counters; the pools are not stopped.</summary>
    /// <exception cref="SourceException">The source is gone, or its tables are damaged.</exception>
    PoolSnapshot Capture();

    /// <summary>Walks the blocks; <see langword="null"/> when the source has counters but no memory.</summary>
    PoolReader? Blocks { get; }

    /// <summary>
    /// One line that says why there are no <see cref="Blocks"/>; <see langword="null"/> when there are.
    /// </summary>
    string? WhyNoBlocks { get; }

    /// <summary>False once the process that is looked at has ended.</summary>
    bool IsAlive { get; }
}
