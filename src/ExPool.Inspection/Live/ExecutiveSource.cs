using System;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool.Inspection.Live;

/// <summary>The pools of this process, read in place.</summary>
internal sealed class ExecutiveSource : ISnapshotSource
{
    private readonly Executive<HostMachine> _executive;
    private readonly PoolReader _reader;

    private ExecutiveSource(Executive<HostMachine> executive)
    {
        _executive = executive;
        _reader = executive.OpenReader();
        Origin = new SnapshotOrigin(SnapshotOriginKind.Self, "self", executive.Name, Environment.ProcessId);
    }

    /// <inheritdoc/>
    public SnapshotOrigin Origin { get; }

    /// <inheritdoc/>
    public PoolReader? Blocks => _reader;

    /// <inheritdoc/>
    public string? WhyNoBlocks => null;

    /// <inheritdoc/>
    public bool IsAlive => true;

    /// <summary>
    /// Opens this process's own pools; the process-wide ones are started by this if they were not used yet.
    /// </summary>
    /// <param name="poolName">Which executive; <see langword="null"/> for the process-wide one.</param>
    /// <exception cref="SourceException">There is none of this name, or the pools cannot be started.</exception>
    public static ISnapshotSource Open(string? poolName)
    {
        try
        {
            Executive<HostMachine> executive = KernelPool.Executive;
            return poolName is null || poolName == executive.Name
                ? new ExecutiveSource(executive)
                : ProcessSource.Open(Environment.ProcessId, poolName);
        }
        catch (PoolException failure)
        {
            throw new SourceException($"The pools cannot be started: {failure.Message}", SourceException.NotAvailable);
        }
    }

    /// <inheritdoc/>
    public PoolSnapshot Capture()
    {
        try
        {
            return _reader.ReadCounters(Origin);
        }
        catch (SnapshotFormatException damage)
        {
            throw new SourceException(
                $"The tables of '{_executive.Name}' cannot be read: {damage.Message}", SourceException.BadInput);
        }
    }

    /// <summary>Leaves the pools as they are: others use them.</summary>
    public void Dispose()
    {
    }
}
