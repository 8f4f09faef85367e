using System;
using ExPool.Model;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Machines;

/// <summary>A machine of this process: booted, or loaded from a file.</summary>
/// <remarks>Its clock is its own: it began in 1970, and says how long it has been running.</remarks>
internal sealed class MachineSource : IMachineSource
{
    private readonly PoolReader _reader;

    /// <summary>Takes a machine over.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="name">What people know it by.</param>
    public MachineSource(Computer machine, string name)
    {
        Machine = machine;
        _reader = machine.OpenInspector();
        Origin = new SnapshotOrigin(SnapshotOriginKind.Model, name, machine.Options.Name, ProcessId: null);
    }

    /// <inheritdoc/>
    public SnapshotOrigin Origin { get; }

    /// <inheritdoc/>
    public Computer Machine { get; }

    /// <inheritdoc/>
    public bool IsRunning => false;

    /// <inheritdoc/>
    public PoolReader? Blocks => _reader;

    /// <inheritdoc/>
    public string? WhyNoBlocks => null;

    /// <inheritdoc/>
    public bool IsAlive => true;

    /// <inheritdoc/>
    public PoolSnapshot Capture()
    {
        PoolSnapshot snapshot = _reader.ReadCounters(Origin);
        return snapshot with
        {
            CapturedAt = DateTimeOffset.UnixEpoch + Machine.Now,
            StartedAt = DateTimeOffset.UnixEpoch,
            NonPaged = snapshot.NonPaged with { ResidentBytes = snapshot.NonPaged.LockedBytes },
            Paged = snapshot.Paged with { ResidentBytes = Machine.ReadPagedResident() },
            Stop = Machine.Stop ?? snapshot.Stop,
        };
    }

    /// <inheritdoc/>
    public MemoryReport ReadMemory() => Machine.ReadMemory();

    /// <inheritdoc/>
    public void Dispose() => Machine.Dispose();
}
