using System;
using System.Collections.Generic;
using ExPool.Snapshots.Reading;
using ExPool.Snapshots.Verifying;

namespace ExPool.Snapshots;

/// <summary>
/// Walks the pools that an address space holds: their counters, their blocks, and what is wrong in them.
/// </summary>
/// <remarks>
/// The pools may run meanwhile. Every number that is read is bounded before it is used, so that a damaged or hostile
/// space gives a <see cref="SnapshotFormatException"/>, never a fault or a loop without end.
/// </remarks>
public sealed class PoolReader
{
    private readonly TableReader _tables;
    private readonly CounterReader _counters;
    private readonly BlockWalker _blocks;
    private readonly PoolVerifier _verifier;

    /// <summary>Prepares to read; reads nothing yet.</summary>
    /// <param name="space">The bytes.</param>
    /// <param name="layout">Where each field lies.</param>
    /// <param name="rootAddress">The address of the root block.</param>
    public PoolReader(IAddressSpace space, PoolLayout layout, ulong rootAddress)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(layout);
        _tables = new TableReader(space, layout, rootAddress);
        _counters = new CounterReader(_tables);
        _blocks = new BlockWalker(_tables);
        _verifier = new PoolVerifier(_tables, _counters);
    }

    /// <summary>Reads the counters of all tags and both pools.</summary>
    /// <param name="origin">What the snapshot says it was taken of.</param>
    /// <exception cref="SnapshotFormatException">The tables are damaged.</exception>
    public PoolSnapshot ReadCounters(SnapshotOrigin origin) => _counters.Read(origin);

    /// <summary>Every block of a pool, allocated or free, in the order of addresses.</summary>
    /// <param name="kind">Which pool.</param>
    /// <exception cref="SnapshotFormatException">
    /// The tables are damaged. A damaged page ends its own walk only.
    /// </exception>
    public IEnumerable<PoolBlockInfo> EnumerateBlocks(PoolKind kind) => _blocks.Enumerate(kind);

    /// <summary>
    /// The blocks of the page that holds an address; one for a block of whole pages or a run of free pages.
    /// </summary>
    /// <param name="address">Any address; one that is in no pool gives no blocks.</param>
    /// <exception cref="SnapshotFormatException">The tables or this page are damaged.</exception>
    public IReadOnlyList<PoolBlockInfo> ReadPage(ulong address) => _blocks.ReadPage(address);

    /// <summary>The block that an address is in; <see langword="null"/> when it is in no pool.</summary>
    /// <param name="address">Any address.</param>
    /// <exception cref="SnapshotFormatException">The tables or this page are damaged.</exception>
    public PoolBlockInfo? FindBlock(ulong address) => _blocks.Find(address);

    /// <summary>The addresses of a pool: those it has grown to.</summary>
    /// <param name="kind">Which pool.</param>
    /// <returns>The first address, and bytes.</returns>
    /// <exception cref="SnapshotFormatException">The tables are damaged.</exception>
    public (ulong Address, ulong ByteCount) FindRange(PoolKind kind)
    {
        PoolArea area = _tables.ReadRoot()[kind];
        return (area.Address, area.CommittedEnd - area.Address);
    }

    /// <summary>Checks everything that must hold in the pools.</summary>
    /// <param name="live">
    /// The pools run meanwhile: report only what two looks agree on and no change was made between.
    /// </param>
    /// <exception cref="SnapshotFormatException">The tables are so damaged that nothing can be checked.</exception>
    public IEnumerable<PoolFinding> Verify(bool live = false) => _verifier.Run(live);
}
