using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>How a machine is started: boot switches, paging files, registry, firmware.</summary>
public sealed record MachineSwitches
{
    /// <summary>x86 with physical address extension: 8-byte page table entries, RAM above 4 GB.</summary>
    public bool Pae { get; init; }

    /// <summary>/3GB: user addresses end at 3 GB instead of 2.</summary>
    public bool ThreeGigabytes { get; init; }

    /// <summary>/USERVA or increaseuserva: the end of user addresses in MB, 2048 to 3072.</summary>
    public int? UserVaMegabytes { get; init; }

    /// <summary>The sum of all paging files, in bytes; 0 is none.</summary>
    public ulong PagingFileByteCount { get; init; }

    /// <summary>Values under Session Manager\Memory Management, and RegistrySizeLimit; those not given are
    /// absent.</summary>
    public IReadOnlyDictionary<string, ulong> Registry { get; init; } = new Dictionary<string, ulong>();

    /// <summary>A name of <see cref="RuleSets.All"/>.</summary>
    public string Rules { get; init; } = RuleSets.Default;

    /// <summary>The edition, for its own limit of RAM; <see langword="null"/> is the largest one.</summary>
    public string? Edition { get; init; }

    /// <summary>Bytes below 4 GB that firmware and devices take from RAM; 0 is none.</summary>
    public ulong MemoryHoleByteCount { get; init; }

    /// <summary>The firmware shows RAM that lies under the hole again, above 4 GB.</summary>
    public bool RemapsMemoryHole { get; init; }

    /// <summary>RAM that is still available when the commit limit is set; <see langword="null"/> is all of
    /// it.</summary>
    public ulong? AvailableByteCount { get; init; }

    /// <summary>The maximum registry size typed into the control panel, in bytes, which may also change
    /// PagedPoolSize.</summary>
    public ulong? ControlPanelRegistryByteCount { get; init; }
}
