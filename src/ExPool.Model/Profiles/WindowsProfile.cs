using System;
using System.Collections.Generic;
using System.Linq;

namespace ExPool.Model.Profiles;

/// <summary>One release of Windows on one architecture: build, physical limits, rules, layout. Read from
/// data.</summary>
/// <remarks>Every value has its source in the data, src/ExPool.Model/Profiles/Data, and in docs/sources.md.</remarks>
public sealed class WindowsProfile
{
    private static readonly Lazy<IReadOnlyList<WindowsProfile>> s_all = new(ProfileReader.ReadAll);

    internal WindowsProfile(ProfileRules rules) => Rules = rules;

    /// <summary>Every profile there is, oldest first.</summary>
    public static IReadOnlyList<WindowsProfile> All => s_all.Value;

    /// <summary>The release, as "Windows 7".</summary>
    public required string Name { get; init; }

    /// <summary>Other names that <see cref="Find"/> takes, as "7".</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>"x86" or "x64".</summary>
    public required string Architecture { get; init; }

    /// <summary>NT's version, as "6.1".</summary>
    public required string Version { get; init; }

    /// <summary>NT's build number; of the release, or of the service pack whose limits these are.</summary>
    public required int Build { get; init; }

    /// <summary>The form of its page table entries: Nt4ToServer2003, VistaSp1To7, Windows8, Windows81 or Windows10.
    /// Their width follows from architecture and PAE.</summary>
    public required string PteGeneration { get; init; }

    /// <summary>Editions with the RAM that each is licensed for.</summary>
    public required IReadOnlyList<EditionLimit> Editions { get; init; }

    /// <summary>Addresses have 64 bits.</summary>
    public bool Is64Bit => Architecture == "x64";

    /// <summary>There is a kernel for physical address extension.</summary>
    public required bool KnowsPae { get; init; }

    /// <summary>The end of user addresses can be chosen: /USERVA, increaseuserva.</summary>
    public required bool KnowsUserVa { get; init; }

    /// <summary>Bytes of one entry of the PFN database.</summary>
    public required uint PfnEntry { get; init; }

    /// <summary>Bytes of one entry with PAE.</summary>
    public required uint PfnEntryWithPae { get; init; }

    /// <summary>The first physical address that is not used.</summary>
    public required ulong PhysicalCeiling { get; init; }

    /// <summary>The first physical address that is not used with PAE.</summary>
    public required ulong PhysicalCeilingWithPae { get; init; }

    /// <summary>The same when user addresses end above 2 GB; <see langword="null"/> when that changes
    /// nothing.</summary>
    public ulong? PhysicalCeilingWith3Gb { get; init; }

    /// <summary>What the largest edition is licensed for; <see langword="null"/> when no source says.</summary>
    public ulong? LargestEdition => Editions.Count == 0 ? null : Editions.Max(edition => edition.ByteCount);

    /// <summary>The row of the summary tables that it belongs to.</summary>
    internal string TableRow => Rules.TableRow;

    internal ProfileRules Rules { get; }

    /// <summary>Finds a profile.</summary>
    /// <param name="os">A name or an alias, in any case.</param>
    /// <param name="arch">"x86" or "x64".</param>
    /// <exception cref="ProfileException">There is none; the message names those that there are.</exception>
    public static WindowsProfile Find(string os, string arch)
    {
        foreach (WindowsProfile profile in All)
        {
            if (profile.Architecture == arch && profile.IsNamed(os))
            {
                return profile;
            }
        }

        IEnumerable<string> names = All.Select(profile => $"{profile.Name} ({profile.Architecture})");
        throw new ProfileException($"no profile '{os}' for '{arch}'; expected one of {string.Join(", ", names)}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Architecture}";

    private bool IsNamed(string os) =>
        string.Equals(Name, os, StringComparison.OrdinalIgnoreCase)
        || Aliases.Contains(os, StringComparer.OrdinalIgnoreCase);
}
