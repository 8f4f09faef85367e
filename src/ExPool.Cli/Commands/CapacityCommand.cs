using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using ExPool.Cli.Capacity;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model;
using ExPool.Model.Profiles;

namespace ExPool.Cli.Commands;

/// <summary><c>expool capacity</c>: how many processes, threads, handles and files a machine holds, and what ends
/// each.</summary>
internal static class CapacityCommand
{
    private const string UsualMost = "20000000";

    private static readonly Option<string?> s_os = Text(
        "--os", "The Windows version, as XP, 'Server 2003' or 7; without it three machines are measured.", "NAME");

    private static readonly Option<string> s_arch = Text("--arch", "The architecture.", "x86|x64", "x64");

    private static readonly Option<string> s_ram = Text("--ram", "RAM, as 512MB or 2GB.", "SIZE", "2GB");

    private static readonly Option<string?> s_pageFile = Text(
        "--pagefile", "Paging files: a size, or the sizes it grows between; several with commas.", "SIZE[-SIZE],...");

    private static readonly Option<bool> s_pae = new("--pae") { Description = "Physical address extension (x86)." };

    private static readonly Option<bool> s_threeGigabytes = new("--3gb")
    {
        Description = "/3GB: users have 3 GB (x86).",
    };

    private static readonly Option<string[]> s_set = new("--set")
    {
        Description = "A registry value, as PagedPoolSize=0xFFFFFFFF; may be repeated.",
        HelpName = "NAME=NUMBER",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> s_only = Text(
        "--only",
        $"Only these: of {string.Join(", ", CapacityQuestion.All.Select(question => question.Key))}.",
        "KIND,...");

    private static readonly Option<string> s_most = Text(
        "--most", "Where to stop when nothing is refused.", "COUNT", UsualMost);

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    private static readonly Option<bool> s_quiet = new("--quiet") { Description = "No progress." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "capacity",
            "How many processes, threads, handles, files a machine holds, and what ends each.",
            "expool capacity --os XP --arch x86 --ram 128MB --only processes,threads",
            "expool capacity --os 7 --ram 256MB --pagefile 256MB --only processes,files --most 100000 --json",
            "expool capacity --os 'Server 2003' --arch x86 --ram 256MB --3gb --only threads");
        foreach (Option option in (Option[])
        [
            s_os, s_arch, s_ram, s_pageFile, s_pae, s_threeGigabytes, s_set, s_only, s_most, s_json, s_quiet,
        ])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            IReadOnlyList<CapacityQuestion> questions = CapacityQuestion.Parse("--only", parse.GetValue(s_only));
            ulong most = (ulong)OptionText.Integer("--most", parse.GetRequiredValue(s_most), 1, int.MaxValue);
            CapacityRun run = new(context, most, parse.GetValue(s_quiet));
            Print(context, run.Run(Machines(parse), questions), parse.GetValue(s_json));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolContext context, IReadOnlyList<CapacityTable> tables, bool isJson)
    {
        if (isJson)
        {
            JsonDocumentWriter.WriteLine(context.Out, json => CapacityJson.Write(json, tables));
            return;
        }

        foreach (CapacityTable table in tables)
        {
            context.Print(CapacityScreen.Lines(table));
            context.Out.WriteLine();
        }
    }

    private static IReadOnlyList<CapacityMachine> Machines(ParseResult parse)
    {
        if (parse.GetValue(s_os) is not { } os)
        {
            return IsAnyGiven(parse)
                ? throw new ToolException("--arch, --ram, --pagefile, --pae, --3gb and --set need --os")
                : CapacityMachine.Usual;
        }

        string architecture = parse.GetRequiredValue(s_arch);
        ulong ram = MemorySize.Parse("--ram", parse.GetRequiredValue(s_ram));
        WindowsProfile profile = WindowsProfile.Find(os, architecture);
        ComputerOptions options = new()
        {
            OperatingSystem = profile.Name,
            Architecture = architecture,
            PhysicalByteCount = ram,
            PagingFiles = parse.GetValue(s_pageFile) is { } files ? MachineOptions.PagingFiles(files) : [],
            Switches = new MachineSwitches
            {
                Pae = parse.GetValue(s_pae),
                ThreeGigabytes = parse.GetValue(s_threeGigabytes),
                Registry = RegistryText.Parse("--set", parse.GetValue(s_set) ?? []),
            },
        };
        return [new CapacityMachine($"{profile}, {MemorySize.Format(ram)} RAM", options)];
    }

    private static bool IsAnyGiven(ParseResult parse) =>
        ((Option[])[s_arch, s_ram, s_pageFile, s_pae, s_threeGigabytes, s_set]).Any(
            option => parse.GetResult(option) is { Implicit: false });

    private static Option<string?> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value };

    private static Option<string> Text(string name, string description, string value, string usual) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => usual };
}
