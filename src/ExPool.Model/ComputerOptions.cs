using System.Collections.Generic;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Model;

/// <summary>What a machine is made of.</summary>
public sealed record ComputerOptions
{
    /// <summary>A name of a Windows release, as "Windows 7".</summary>
    public string OperatingSystem { get; init; } = "Windows 7";

    /// <summary>"x86" or "x64".</summary>
    public string Architecture { get; init; } = "x64";

    /// <summary>RAM in bytes. Costs the host only what the machine touches. Default 2 GB.</summary>
    public ulong PhysicalByteCount { get; init; } = 2UL << 30;

    /// <summary>Processors, 1 to 64. Default 1.</summary>
    public int ProcessorCount { get; init; } = 1;

    /// <summary>Paging files, up to 16; none by default.</summary>
    public IReadOnlyList<PagingFileOptions> PagingFiles { get; init; } = [];

    /// <summary>Boot switches, registry values and the memory hole; the paging files are counted by
    /// themselves.</summary>
    public MachineSwitches Switches { get; init; } = new();

    /// <summary>What decides who runs when: two machines of the same options and drivers do the same. Default
    /// 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What the machine is found by. Default "machine".</summary>
    public string Name { get; init; } = "machine";

    /// <summary>
    /// A pager that moves or takes away pages at every access: no code may keep an address of the host. Slow; for
    /// tests. Default: no.
    /// </summary>
    public bool IsPagerHostile { get; init; }

    /// <summary>Whether the first stop ends the machine, as in NT. Default: yes; tests look at mistakes one by
    /// one.</summary>
    public bool StopsForGood { get; init; } = true;

    /// <summary>
    /// Bytes of a SYSTEM hive that boot loads, rounded up to whole bins; <see langword="null"/>: the registry is empty.
    /// Default: empty. One that is larger than the release's limit cannot be booted.
    /// </summary>
    public ulong? SystemHiveByteCount { get; init; }

    /// <summary>The sizes of the pools; <see langword="null"/>: those of the Windows release.</summary>
    public ExecutiveOptions? Pools { get; init; }
}
