namespace ExPool.Machine;

/// <summary>How this process serves as a machine.</summary>
public sealed record HostMachineOptions
{
    /// <summary>
    /// The name by which other processes find these pools; up to 31 bytes of UTF-8 without '/'. Several executives in
    /// one process need different names.
    /// </summary>
    public string Name { get; init; } = "default";

    /// <summary>
    /// Ask the system to keep nonpaged pool resident. It may refuse (on Linux beyond RLIMIT_MEMLOCK without
    /// CAP_IPC_LOCK); what was granted is in each snapshot. Pages become resident when first touched. Default: on.
    /// </summary>
    public bool LockNonPagedPool { get; init; } = true;

    /// <summary>
    /// Ask the system for large pages behind nonpaged pool beyond its first 8 MiB, so that programs with many blocks
    /// wait less for the page tables; up to 2 MiB more may be resident. On Linux, where transparent huge pages are
    /// enabled for those who ask ("madvise") or for all; elsewhere it does nothing. Default: on.
    /// </summary>
    public bool LargePages { get; init; } = true;

    /// <summary>What a stop does. Default: throw.</summary>
    public BugCheckAction OnBugCheck { get; init; } = BugCheckAction.Throw;
}
