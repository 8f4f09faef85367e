using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Model.Reaching;

/// <summary>One machine and one of its pools, to be leaked until it is exhausted: a paging file as large as RAM, one
/// processor, no driver but the leaker.</summary>
/// <param name="Profile">The Windows release.</param>
/// <param name="PhysicalByteCount">RAM, and the paging file.</param>
/// <param name="Kind">The pool.</param>
public sealed record ReachTrial(WindowsProfile Profile, ulong PhysicalByteCount, PoolKind Kind)
{
    private const ulong FourGigabytes = 4UL << 30;

    private static readonly ulong[] s_sizes = [512UL << 20, 2UL << 30, 8UL << 30, 64UL << 30];

    /// <summary>Every release with 512 MB, 2, 8 and 64 GB of RAM as far as it may have them, and both pools.</summary>
    public static IEnumerable<ReachTrial> All { get; } =
        [.. from profile in WindowsProfile.All
            from size in s_sizes
            where size <= LargestOf(profile)
            from kind in (PoolKind[])[PoolKind.NonPaged, PoolKind.Paged]
            select new ReachTrial(profile, size, kind)];

    /// <summary>The machine. More than 4 GB of RAM need physical address extension on x86.</summary>
    public ComputerOptions Machine => new()
    {
        OperatingSystem = Profile.Name,
        Architecture = Profile.Architecture,
        PhysicalByteCount = PhysicalByteCount,
        PagingFiles = [new PagingFileOptions(PhysicalByteCount, PhysicalByteCount)],
        Switches = new MachineSwitches { Pae = HasPae },
        Name = "reach",
    };

    private bool HasPae => !Profile.Is64Bit && PhysicalByteCount > FourGigabytes;

    /// <summary>Boots the machine and leaks.</summary>
    /// <returns>What was computed and what was reached.</returns>
    /// <exception cref="ComputerException">The host has no address space or disk for such a machine.</exception>
    public ReachOutcome Run() => PoolExhaustion.Run(this);

    private static ulong LargestOf(WindowsProfile profile)
    {
        ulong ceiling = profile.KnowsPae ? profile.PhysicalCeilingWithPae : profile.PhysicalCeiling;
        return Math.Min(ceiling, profile.LargestEdition ?? ceiling);
    }
}
