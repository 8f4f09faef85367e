using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>What a Windows version allows on one machine: pools, tables, cache, sessions, commit; and where
/// they lie.</summary>
public sealed record MachineLimits
{
    /// <summary>Nonpaged pool at boot.</summary>
    public required LimitValue NonPagedInitial { get; init; }

    /// <summary>The most nonpaged pool.</summary>
    public required LimitValue NonPagedMaximum { get; init; }

    /// <summary>The most paged pool.</summary>
    public required LimitValue PagedMaximum { get; init; }

    /// <summary>The most addresses that system page table entries map.</summary>
    public required LimitValue SystemPtesMaximum { get; init; }

    /// <summary>The most addresses of the system cache.</summary>
    public required LimitValue SystemCacheMaximum { get; init; }

    /// <summary>The most paged pool of one session.</summary>
    public required LimitValue SessionPoolMaximum { get; init; }

    /// <summary>The most mapped views of one session.</summary>
    public required LimitValue SessionViewMaximum { get; init; }

    /// <summary>RAM and paging files that may be promised.</summary>
    public required LimitValue CommitLimit { get; init; }

    /// <summary>The most paged pool that the registry may use.</summary>
    public required LimitValue RegistrySizeLimit { get; init; }

    /// <summary>The largest SYSTEM hive that boot can load.</summary>
    public required LimitValue SystemHiveLimit { get; init; }

    /// <summary>Paged pool use above which views and working sets are trimmed.</summary>
    public required LimitValue PagedTrimThreshold { get; init; }

    /// <summary>Nonpaged pool that one process may be charged.</summary>
    public required LimitValue NonPagedQuota { get; init; }

    /// <summary>Paged pool that one process may be charged.</summary>
    public required LimitValue PagedQuota { get; init; }

    /// <summary>Paging file that one process may be charged.</summary>
    public required LimitValue PagingFileQuota { get; init; }

    /// <summary>Free memory and free pool at which the events of \KernelObjects are set.</summary>
    public required MemoryThresholds Thresholds { get; init; }

    /// <summary>RAM that Windows uses.</summary>
    public required ulong UsablePhysicalByteCount { get; init; }

    /// <summary>The PFN database: one entry for each page up to the highest.</summary>
    public required ulong PfnDatabaseByteCount { get; init; }

    /// <summary>What one unit of dynamic kernel space holds; <see langword="null"/> where regions are fixed.</summary>
    public required ulong? DynamicUnitByteCount { get; init; }

    /// <summary>The kernel's address space, ordered and without overlap.</summary>
    public required IReadOnlyList<SystemRegion> Regions { get; init; }

    /// <summary>What had no effect or was cut, one sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Computes the limits of a machine.</summary>
    /// <param name="profile">The Windows version.</param>
    /// <param name="physicalByteCount">RAM in bytes, 4 MB to 64 GB on x86, to 256 TB on x64.</param>
    /// <param name="switches">How it is started.</param>
    /// <exception cref="ProfileException">RAM, a switch or a registry value that this Windows cannot have.</exception>
    public static MachineLimits Compute(WindowsProfile profile, ulong physicalByteCount, MachineSwitches switches) =>
        new LimitCalculator(new MachineFacts(profile, physicalByteCount, switches)).Compute();
}
