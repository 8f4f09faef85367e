using System;
using ExPool.Snapshots;

namespace ExPool.Inspection.Live;

/// <summary>The memory of another process: its tables by the mapping, its pools by the system's call.</summary>
internal sealed class ProcessAddressSpace(ControlRegion tables, ProcessMemory memory) : IAddressSpace
{
    /// <inheritdoc/>
    public int PointerByteCount => sizeof(ulong);

    /// <inheritdoc/>
    public int Read(ulong address, Span<byte> destination) =>
        tables.Contains(address) ? tables.Read(address, destination) : memory.Read(address, destination);
}
