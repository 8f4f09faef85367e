using System;
using ExPool.Snapshots;

namespace ExPool.Inspection.Live;

/// <summary>The tables of one executive of another process, mapped read-only and checked.</summary>
/// <param name="root">The root block as it was at the first look.</param>
/// <param name="mapping">The mapping.</param>
internal sealed class ControlRegion(PoolRoot root, MappedRegion mapping) : IDisposable
{
    /// <summary>The root block as it was at the first look.</summary>
    public PoolRoot Root => root;

    /// <summary>Whether an address of the process lies in the tables.</summary>
    /// <param name="address">An address of the process.</param>
    public bool Contains(ulong address) => address >= root.Address && address - root.Address < mapping.ByteCount;

    /// <summary>Reads bytes of the tables.</summary>
    /// <param name="address">An address of the process, for which <see cref="Contains"/> holds.</param>
    /// <param name="destination">Where to put them.</param>
    /// <returns>The bytes read.</returns>
    public int Read(ulong address, Span<byte> destination) => mapping.Read(address - root.Address, destination);

    /// <inheritdoc/>
    public void Dispose() => mapping.Dispose();
}
