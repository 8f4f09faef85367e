using ExPool.Snapshots;

namespace ExPool.Inspection.Live;

/// <summary>
/// The pools of another process, read from outside while it runs; nothing in it is stopped or changed.
/// </summary>
internal sealed class ProcessSource : ISnapshotSource
{
    private readonly ProcessMemory _process;
    private readonly ControlRegion _region;
    private readonly PoolReader _reader;

    private ProcessSource(ProcessMemory process, ControlRegion region)
    {
        _process = process;
        _region = region;
        _reader = new PoolReader(
            new ProcessAddressSpace(region, process), PoolLayout.ExPool, region.Root.Address);
        WhyNoBlocks = process.FindRefusal(region.Root.Address);
        Origin = new SnapshotOrigin(
            SnapshotOriginKind.Process,
            $"{process.ProcessId} {ControlRegionFinder.NameOf(process.ProcessId)}",
            region.Root.Name,
            process.ProcessId);
    }

    /// <inheritdoc/>
    public SnapshotOrigin Origin { get; }

    /// <inheritdoc/>
    public PoolReader? Blocks => WhyNoBlocks is null ? _reader : null;

    /// <inheritdoc/>
    public string? WhyNoBlocks { get; }

    /// <inheritdoc/>
    public bool IsAlive => _process.IsAlive;

    /// <summary>Opens the pools of a process.</summary>
    /// <param name="processId">Its number.</param>
    /// <param name="poolName">Which executive; <see langword="null"/> for the only one.</param>
    /// <exception cref="SourceException">There is no such process, it refuses, or it has no pools.</exception>
    public static ProcessSource Open(int processId, string? poolName)
    {
        ProcessMemory process = ProcessMemory.Open(processId);
        ControlRegion? region = null;
        try
        {
            region = ControlRegionFinder.Open(processId, poolName);

            // The number was this process's when the region was opened only if the process that is held lives still.
            return process.IsAlive ? new ProcessSource(process, region) : throw Gone(processId);
        }
        catch
        {
            region?.Dispose();
            process.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public PoolSnapshot Capture()
    {
        if (!IsAlive)
        {
            throw Gone(_process.ProcessId);
        }

        try
        {
            return _reader.ReadCounters(Origin);
        }
        catch (SnapshotFormatException damage)
        {
            throw IsAlive
                ? new SourceException(
                    $"The tables of process {_process.ProcessId} cannot be read: {damage.Message}",
                    SourceException.BadInput)
                : Gone(_process.ProcessId);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _region.Dispose();
        _process.Dispose();
    }

    private static SourceException Gone(int processId) =>
        new($"Process {processId} is gone.", SourceException.NotAvailable);
}
