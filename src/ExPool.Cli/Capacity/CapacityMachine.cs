using System.Collections.Generic;
using ExPool.Model;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Cli.Capacity;

/// <summary>A machine that <c>capacity</c> measures, and what it is called.</summary>
/// <param name="Name">As people say it: "Windows XP x86, 2 GB".</param>
/// <param name="Options">What it is made of.</param>
internal sealed record CapacityMachine(string Name, ComputerOptions Options)
{
    private const ulong Gigabyte = 1UL << 30;

    /// <summary>Three machines of their times, with the paging files that setup gives them: 1.5 times RAM on XP, as
    /// much as RAM later.</summary>
    public static IReadOnlyList<CapacityMachine> Usual { get; } =
    [
        Of("XP", "x86", 2 * Gigabyte, 3 * Gigabyte),
        Of("7", "x64", 2 * Gigabyte, 2 * Gigabyte),
        Of("Server 2012", "x64", 64 * Gigabyte, 64 * Gigabyte),
    ];

    private static CapacityMachine Of(string os, string architecture, ulong ram, ulong pagingFile)
    {
        string name = WindowsProfile.Find(os, architecture).Name;
        return new(
            $"{name} {architecture}, {ram / Gigabyte} GB RAM, {pagingFile / Gigabyte} GB paging file",
            new ComputerOptions
            {
                OperatingSystem = name,
                Architecture = architecture,
                PhysicalByteCount = ram,
                PagingFiles = [new PagingFileOptions(pagingFile, pagingFile)],
            });
    }
}
