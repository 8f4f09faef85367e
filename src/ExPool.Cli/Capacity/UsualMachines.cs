using System.Collections.Generic;
using ExPool.Model;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Cli.Capacity;

/// <summary>The machines that <c>capacity</c> measures when none is described.</summary>
internal static class UsualMachines
{
    private const ulong Gigabyte = 1UL << 30;

    /// <summary>Three machines of their times, with the paging files that setup gives them: 1.5 times RAM on XP, as
    /// much as RAM later.</summary>
    public static IReadOnlyList<ComputerOptions> All { get; } =
    [
        Of("XP", "x86", 2 * Gigabyte, 3 * Gigabyte),
        Of("7", "x64", 2 * Gigabyte, 2 * Gigabyte),
        Of("Server 2012", "x64", 64 * Gigabyte, 64 * Gigabyte),
    ];

    private static ComputerOptions Of(string os, string architecture, ulong ram, ulong pagingFile) => new()
    {
        OperatingSystem = WindowsProfile.Find(os, architecture).Name,
        Architecture = architecture,
        PhysicalByteCount = ram,
        PagingFiles = [new PagingFileOptions(pagingFile, pagingFile)],
    };
}
