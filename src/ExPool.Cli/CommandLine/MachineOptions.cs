using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using ExPool.Model;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Cli.CommandLine;

/// <summary>The options that say what a model machine is made of: for <c>boot</c>, for the boots of
/// scenarios, and for <c>capacity</c>.</summary>
internal static class MachineOptions
{
    private const int MostProcessors = 64;
    private const int MostPagingFiles = 16;

    private static readonly Option<string> s_os =
        OptionText.Of("--os", "The Windows version, as XP, 'Server 2003' or 7.", "NAME", "7");

    private static readonly Option<string> s_arch = OptionText.Of("--arch", "The architecture.", "x86|x64", "x64");

    private static readonly Option<string> s_ram = OptionText.Of("--ram", "RAM, as 512MB or 2GB.", "SIZE", "2GB");

    private static readonly Option<string> s_cpus = OptionText.Of("--cpus", "Processors, 1 to 64.", "COUNT", "1");

    private static readonly Option<string?> s_pageFile = OptionText.Of(
        "--pagefile", "Paging files: a size, or the sizes it grows between; several with commas.", "SIZE[-SIZE],...");

    private static readonly Option<string> s_seed = OptionText.Of(
        "--seed", "Decides who runs when; the same seed gives the same run.", "NUMBER", "1");

    private static readonly Option<string?> s_systemHive = OptionText.Of(
        "--system-hive", "A SYSTEM hive that boot loads; one that is too large cannot be booted.", "SIZE");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } =
        [s_os, s_arch, s_ram, s_cpus, s_pageFile, s_seed, .. SwitchOptions.All, s_systemHive];

    /// <summary>Whether the user says what the machine is made of.</summary>
    /// <param name="parse">What was typed.</param>
    public static bool IsAnyGiven(ParseResult parse) =>
        All.Any(option => parse.GetResult(option) is { Implicit: false });

    /// <summary>Reads them.</summary>
    /// <param name="parse">What was typed.</param>
    /// <exception cref="ToolException">One is no value.</exception>
    /// <exception cref="ProfileException">There is no such Windows.</exception>
    public static ComputerOptions Read(ParseResult parse) => new()
    {
        OperatingSystem = WindowsProfile.Find(parse.GetRequiredValue(s_os), parse.GetRequiredValue(s_arch)).Name,
        Architecture = parse.GetRequiredValue(s_arch),
        PhysicalByteCount = MemorySize.Parse("--ram", parse.GetRequiredValue(s_ram)),
        ProcessorCount = OptionText.Integer("--cpus", parse.GetRequiredValue(s_cpus), 1, MostProcessors),
        PagingFiles = parse.GetValue(s_pageFile) is { } files ? PagingFiles(files) : [],
        Switches = SwitchOptions.Read(parse),
        Seed = (ulong)OptionText.Integer("--seed", parse.GetRequiredValue(s_seed), 0, int.MaxValue),
        SystemHiveByteCount = OptionText.Size(parse, s_systemHive),
    };

    /// <summary>Reads paging files: sizes, or the sizes that they grow between.</summary>
    /// <param name="text">What was typed.</param>
    /// <exception cref="ToolException">A size is none, or out of bounds.</exception>
    private static List<PagingFileOptions> PagingFiles(string text)
    {
        const ulong Smallest = 2UL << 20;    // NT's least paging file
        const ulong Largest = 4UL << 40;     // what an offset of 32 bits could name is more than a host's disk
        List<PagingFileOptions> files = [];
        foreach (string part in text.Split(','))
        {
            string[] sizes = part.Split('-', 2);
            ulong minimum = MemorySize.Parse("--pagefile", sizes[0]);
            ulong maximum = sizes.Length == 2 ? MemorySize.Parse("--pagefile", sizes[1]) : minimum;
            if (minimum < Smallest || maximum < minimum || maximum > Largest)
            {
                throw new ToolException(
                    $"--pagefile '{part}' is out of bounds; expected {MemorySize.Format(Smallest)} to "
                    + $"{MemorySize.Format(Largest)}, the smaller size first, as 1GB-4GB");
            }

            files.Add(new PagingFileOptions(minimum, maximum));
        }

        return files.Count <= MostPagingFiles
            ? files
            : throw new ToolException($"--pagefile names {files.Count} files; expected at most {MostPagingFiles}");
    }
}
