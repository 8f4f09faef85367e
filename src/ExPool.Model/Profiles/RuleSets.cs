using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>The public sources that disagree about limits, by name; each profile says which of them speak
/// about it.</summary>
public static class RuleSets
{
    /// <summary>The rule set that answers when no other is asked for, and where another is silent.</summary>
    public const string Default = "seeds";

    private static readonly Dictionary<string, string> s_all = new()
    {
        [Default] = "Pushing the Limits for XP and later, the NT kernel memory area page before; formulas of Q126402",
        ["docs"] = "Microsoft, Memory Limits for Windows and Windows Server Releases",
        ["ntarea"] = "the page on the kernel memory area of Windows NT: ceilings that do not depend on RAM",
        ["overview"] = "a lecture's overview: 75 % of RAM and 2 GB or 128 GB, for every version",
        ["q126402"] = "Microsoft Q126402 as written: no PFN database, and 128 MB and 192 MB at most, also for 2000",
        ["q294418"] = "Microsoft Q294418, 32 against 64 bits",
        ["q304101"] = "Microsoft Q304101 for Windows 2000: 160 MB of paged pool, 343 MB when asked for the most",
        ["reactos"] = "ReactOS, which models Server 2003: 2 MB at first on small machines, expansion of 128 MB",
    };

    /// <summary>Every rule set with what it is, by name.</summary>
    public static IReadOnlyDictionary<string, string> All => s_all;
}
