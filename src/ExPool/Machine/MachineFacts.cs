namespace ExPool.Machine;

/// <summary>What is fixed about a machine while it runs.</summary>
/// <param name="PageByteCount">Bytes of a pool page; always 4096.</param>
/// <param name="ProtectionByteCount">The smallest range whose access can be changed: 4096 or, on some
/// systems, 16384.</param>
/// <param name="ProcessorCount">Logical processors.</param>
/// <param name="PhysicalByteCount">Bytes of RAM.</param>
/// <param name="CommitLimitByteCount">Bytes the system can promise in all; <see langword="null"/> where it
/// sets no limit.</param>
/// <param name="Description">One line for people: system, version, architecture.</param>
public sealed record MachineFacts(
    int PageByteCount,
    int ProtectionByteCount,
    int ProcessorCount,
    ulong PhysicalByteCount,
    ulong? CommitLimitByteCount,
    string Description)
{
    /// <summary>NUMA nodes, each with processors and memory of its own, from 1.</summary>
    public int NodeCount { get; init; } = 1;

    /// <summary>Pages of the one range of addresses that both pools share, handed out in units to whoever grows; 0
    /// where each pool has a range of its own.</summary>
    public nuint SharedPageCount { get; init; }

    /// <summary>Pages of a large page that the machine may put behind nonpaged pool, which therefore grows to multiples
    /// of so many; 0 for none.</summary>
    public nuint LargePageCount { get; init; }
}
