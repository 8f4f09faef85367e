using System;
using System.Collections.Generic;
using System.Globalization;

namespace ExPool.Model.Profiles;

/// <summary>What the rules ask of a machine: a profile, RAM and switches, checked and combined.</summary>
internal sealed class MachineFacts
{
    /// <summary>The least RAM that the formulas are made for: they count MB above 4.</summary>
    public const ulong LeastRam = 4 * Bytes.Megabyte;

    /// <summary>The most: 48 bits of physical address.</summary>
    public const ulong MostRam = 1UL << 48;

    /// <summary>The most on x86: 36 bits, which take PAE to reach.</summary>
    public const ulong MostRam32 = 1UL << 36;

    private const ulong FourGigabytes = 4 * Bytes.Gigabyte;
    private const int LeastUserVa = 2048;
    private const int MostUserVa = 3072;

    /// <summary>RAM that is not given out when the commit limit is set (docs/sources.md#commit-limit).</summary>
    private const ulong CommitReserve = 1024 * Bytes.Page;

    private readonly List<string> _notes = [];

    /// <summary>Checks and combines.</summary>
    /// <exception cref="ProfileException">RAM or a switch that this Windows cannot have.</exception>
    public MachineFacts(WindowsProfile profile, ulong ram, MachineSwitches switches)
    {
        ulong most = profile.Is64Bit ? MostRam : MostRam32;
        if (ram < LeastRam || ram > most)
        {
            throw new ProfileException(string.Create(
                CultureInfo.InvariantCulture,
                $"RAM of {ram} bytes is out of bounds; expected {Bytes.Text(LeastRam)} to {Bytes.Text(most)}, "
                + $"which {profile.Architecture} can address"));
        }

        Profile = profile;
        Switches = switches;
        CheckSwitches();
        Registry = new(profile, switches.Registry);
        _notes.AddRange(Registry.Notes);
        UserEnd = profile.Is64Bit ? 0 : (ulong)(switches.UserVaMegabytes
            ?? (switches.ThreeGigabytes ? MostUserVa : LeastUserVa)) * Bytes.Megabyte;
        (UsableByteCount, HighestByteCount) = Physical(ram);
        CommitByteCount = Commit();
    }

    public WindowsProfile Profile { get; }

    public MachineSwitches Switches { get; }

    public RegistryValues Registry { get; }

    /// <summary>What the user should know, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>RAM that Windows uses.</summary>
    public ulong UsableByteCount { get; }

    /// <summary>The end of the highest page of RAM, in whole MB: the PFN database reaches to there.</summary>
    public ulong HighestByteCount { get; }

    /// <summary>RAM and paging files that may be promised.</summary>
    public ulong CommitByteCount { get; }

    /// <summary>Where user addresses end on x86.</summary>
    public ulong UserEnd { get; }

    /// <summary>The kernel's addresses on x86, which bound everything in them; <see langword="null"/> on x64.</summary>
    public ulong? KernelByteCount => Profile.Is64Bit ? null : FourGigabytes - UserEnd;

    /// <summary>The kernel has less than 2 GB.</summary>
    public bool HasThreeGigabytes => UserEnd > LeastUserVa * Bytes.Megabyte;

    /// <summary>What one page table maps.</summary>
    public ulong PageTableByteCount => (Profile.Is64Bit || Switches.Pae ? 2UL : 4UL) * Bytes.Megabyte;

    /// <summary>One entry for each page up to the highest, in whole pages.</summary>
    public ulong PfnDatabaseByteCount => Bytes.RoundUp(
        HighestByteCount / Bytes.Page * (Switches.Pae ? Profile.PfnEntryWithPae : Profile.PfnEntry), Bytes.Page);

    private void CheckSwitches()
    {
        if (Profile.Is64Bit && (Switches.Pae || Switches.ThreeGigabytes || Switches.UserVaMegabytes is not null))
        {
            throw new ProfileException($"{Profile} has no PAE, /3GB or /USERVA switch; these are for x86");
        }

        if (Switches.Pae && !Profile.KnowsPae)
        {
            throw new ProfileException($"{Profile} has no PAE kernel; expected Windows 2000 or later");
        }

        if (Switches.UserVaMegabytes is { } megabytes)
        {
            if (!Profile.KnowsUserVa)
            {
                throw new ProfileException($"{Profile} has no /USERVA switch; expected Windows Server 2003 or later");
            }

            if (megabytes is < LeastUserVa or > MostUserVa)
            {
                throw new ProfileException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"/USERVA {megabytes} is out of bounds; expected {LeastUserVa} to {MostUserVa} (MB)"));
            }
        }

        if (!RuleSets.All.ContainsKey(Switches.Rules))
        {
            throw new ProfileException(
                $"rule set '{Switches.Rules}' is not known; expected one of {string.Join(", ", RuleSets.All.Keys)}");
        }

        if (Switches.ControlPanelRegistryByteCount > uint.MaxValue)
        {
            throw new ProfileException("the maximum registry size must be smaller than 4 GB");
        }

        if (Switches.MemoryHoleByteCount >= FourGigabytes)
        {
            throw new ProfileException("the memory hole must be smaller than 4 GB");
        }
    }

    // A hole takes addresses below 4 GB. RAM under it is lost, unless the firmware shows it again above 4 GB and the
    // version looks there.
    private (ulong Usable, ulong Highest) Physical(ulong ram)
    {
        ulong ceiling = PhysicalCeiling();
        ulong holeStart = FourGigabytes - Switches.MemoryHoleByteCount;
        ulong below = Math.Min(ram, holeStart);
        ulong above = ram <= holeStart ? 0
            : Switches.RemapsMemoryHole ? ram - holeStart
            : ram > FourGigabytes ? ram - FourGigabytes : 0;
        ulong highest = above == 0 ? below : checked(FourGigabytes + above);
        if (highest > ceiling)
        {
            _notes.Add($"{Profile} does not use physical addresses above {Bytes.Text(ceiling)}{WithPae(ceiling)}");
            highest = ceiling;
            below = Math.Min(below, ceiling);
            above = ceiling > FourGigabytes ? ceiling - FourGigabytes : 0;
        }

        ulong usable = checked(below + above);
        if (Edition() is { } edition && usable > edition.Of(HasThreeGigabytes))
        {
            ulong licensed = edition.Of(HasThreeGigabytes);
            _notes.Add(
                $"{Profile} {edition.Name} is licensed for {Bytes.Text(licensed)} of RAM: "
                + $"{Bytes.Text(usable - licensed)} are not used");
            usable = licensed;
            highest = Math.Min(highest, checked(usable + Switches.MemoryHoleByteCount));
        }
        else if (Profile.LargestEdition is { } largest && usable > largest)
        {
            _notes.Add(
                $"no edition of {Profile} is licensed for more than {Bytes.Text(largest)} of RAM; "
                + "name one to apply that");
        }

        return (usable, Bytes.RoundUp(highest, Bytes.Megabyte));
    }

    private string WithPae(ulong ceiling) =>
        !Switches.Pae && Profile.PhysicalCeilingWithPae > ceiling
            ? $" without PAE; with it up to {Bytes.Text(Profile.PhysicalCeilingWithPae)}"
            : "";

    private ulong PhysicalCeiling()
    {
        ulong ceiling = Switches.Pae ? Profile.PhysicalCeilingWithPae : Profile.PhysicalCeiling;
        return HasThreeGigabytes && Profile.PhysicalCeilingWith3Gb is { } smaller
            ? Math.Min(ceiling, smaller)
            : ceiling;
    }

    private EditionLimit? Edition()
    {
        if (Switches.Edition is not { } name)
        {
            return null;
        }

        foreach (EditionLimit edition in Profile.Editions)
        {
            if (string.Equals(edition.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return edition;
            }
        }

        string names = string.Join(", ", Names());
        throw new ProfileException($"{Profile} has no edition '{name}' here; expected one of {names}");
    }

    private IEnumerable<string> Names()
    {
        foreach (EditionLimit edition in Profile.Editions)
        {
            yield return edition.Name;
        }
    }

    private ulong Commit()
    {
        ulong available = Switches.AvailableByteCount ?? UsableByteCount;
        if (available > UsableByteCount)
        {
            throw new ProfileException(
                $"available RAM of {Bytes.Text(available)} is more than the {Bytes.Text(UsableByteCount)} "
                + "that are usable");
        }

        return Switches.PagingFileByteCount <= MostRam
            ? checked((available > CommitReserve ? available - CommitReserve : 0) + Switches.PagingFileByteCount)
            : throw new ProfileException(
                $"paging files of {Bytes.Text(Switches.PagingFileByteCount)} are out of bounds; expected at most "
                + Bytes.Text(MostRam));
    }
}
