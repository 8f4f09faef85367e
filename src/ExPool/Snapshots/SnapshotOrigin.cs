namespace ExPool.Snapshots;

/// <summary>What kind of thing a snapshot was taken of.</summary>
public enum SnapshotOriginKind
{
    /// <summary>This process.</summary>
    Self,

    /// <summary>Another process.</summary>
    Process,

    /// <summary>A model machine.</summary>
    Model,

    /// <summary>A crash dump.</summary>
    Dump,

    /// <summary>The running Windows.</summary>
    WindowsSystem,

    /// <summary>A recording.</summary>
    Recording,
}

/// <summary>Where a snapshot came from.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Name">Its name for people: a process's pid and command, a file.</param>
/// <param name="PoolName">The name of the executive in it: a process may have several.</param>
/// <param name="ProcessId">The process; <see langword="null"/> where there is none.</param>
public sealed record SnapshotOrigin(SnapshotOriginKind Kind, string Name, string PoolName, int? ProcessId);
