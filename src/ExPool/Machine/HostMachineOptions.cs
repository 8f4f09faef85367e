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
    /// Ask the system for large pages of 2 MiB behind nonpaged pool beyond its first 8 MiB, so that programs with many
    /// blocks wait less for the page tables. A large page is resident as a whole from its first touch: up to 2 MiB at
    /// the pool's end, and in a large block all that is never touched beside what is. What the pool gives back of one
    /// leaves the resident memory at once, and is free for others when the system runs short. On Linux, where
    /// transparent huge pages are enabled for those who ask ("madvise") or for all ("always"), with small pages of
    /// 4 KiB; elsewhere it does nothing. Off, nonpaged pool refuses them also where the system says "always".
    /// Default: on.
    /// </summary>
    public bool LargePages { get; init; } = true;

    /// <summary>What a stop does. Default: throw.</summary>
    public BugCheckAction OnBugCheck { get; init; } = BugCheckAction.Throw;
}
