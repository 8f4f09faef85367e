using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots;

/// <summary>Where each field of a pool's tables lies: the reader's knowledge of memory, as data.</summary>
/// <remarks>
/// The reader's own copy of docs/internals/memory-layout.md. It shares nothing with the views that write; a test
/// compares the two.
/// </remarks>
public sealed class PoolLayout
{
    private PoolLayout()
    {
    }

    /// <summary>The layout of this library's own pools, version 3, with 8-byte addresses.</summary>
    public static PoolLayout ExPool { get; } = new();

    /// <summary>The same layout on a machine whose blocks have another form, such as 64-bit NT's.</summary>
    /// <param name="headerByteCount">Bytes of a header.</param>
    /// <param name="unitByteCount">Bytes of a unit.</param>
    /// <param name="firstBlockByteOffset">Bytes of a page before its first header.</param>
    public static PoolLayout OfBlocks(int headerByteCount, int unitByteCount, int firstBlockByteOffset) => new()
    {
        Block = new BlockLayout
        {
            HeaderByteCount = headerByteCount,
            UnitByteCount = unitByteCount,
            FirstBlockByteOffset = firstBlockByteOffset,
            UnitsPerPage = (ExPool.Block.PageByteCount - firstBlockByteOffset) / unitByteCount,
        },
    };

    /// <summary>Bytes at the start of the tables that hold the root block; what a look at it must read.</summary>
    public int RootByteCount => Root.ByteCount;

    internal RootLayout Root { get; } = new();

    internal PoolRecordLayout Pool { get; } = new();

    internal DescriptorLayout Descriptor { get; } = new();

    internal BlockLayout Block { get; private init; } = new();

    internal RunLayout Run { get; } = new();

    internal TagRecordLayout Tag { get; } = new();

    internal GeneralLookasideLayout GeneralLookaside { get; } = new();

    internal ProcessLayout Process { get; } = new();

    internal ProcessorLayout Processor { get; } = new();

    internal LookasideLayout Lookaside { get; } = new();

    internal SharedListLayout Shared { get; } = new();
}
