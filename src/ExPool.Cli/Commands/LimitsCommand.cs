using System;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Reaching;
using ExPool.Cli.Screens;
using ExPool.Model;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool limits</c>: what a Windows version allows on a machine, and why.</summary>
internal static class LimitsCommand
{
    private static readonly Option<string?> s_os =
        OptionText.Of("--os", "The Windows version, as XP, 'Server 2003' or 7.", "NAME");

    private static readonly Option<string?> s_arch = OptionText.Of("--arch", "The architecture.", "x86|x64");

    private static readonly Option<string?> s_ram =
        OptionText.Of("--ram", "RAM: as 2GB, or usable pages as 16270p.", "SIZE");

    private static readonly Option<string?> s_pageFile =
        OptionText.Of("--pagefile", "The sum of all paging files.", "SIZE");

    private static readonly Option<string> s_rules = new("--rules")
    {
        Description = "Whose rules to follow where sources disagree.",
        HelpName = string.Join('|', RuleSets.All.Keys),
        DefaultValueFactory = _ => RuleSets.Default,
    };

    private static readonly Option<string?> s_available =
        OptionText.Of("--available", "RAM still free when the commit limit is set; all by default.", "SIZE");

    private static readonly Option<bool> s_explain = new("--explain")
    {
        Description = "With each limit its rule and source; then the kernel's address space.",
    };

    private static readonly Option<bool> s_table = new("--table")
    {
        Description = "The summary tables for all versions instead of one machine.",
    };

    private static readonly Option<bool> s_boot = new("--boot")
    {
        Description = "Boots such a machine too, and says how far its pools can grow, and what ends that.",
    };

    private static readonly Option<bool> s_reach = new("--reach")
    {
        Description = "Boots every version with 512MB to 64GB, leaks each pool to its end, compares; no one machine.",
    };

    private static readonly Option<bool> s_markdown = new("--markdown")
    {
        Description = "With --reach: a table for a page.",
    };

    private static readonly Option<string?> s_chart =
        OptionText.Of("--chart", "Draw the address space to scale, as SVG.", "FILE");

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "limits",
            "The maxima of pools, tables and caches for a Windows version, RAM and switches, and why.",
            "expool limits --os XP --arch x86 --ram 2GB --explain",
            "expool limits --os 'Server 2003' --arch x86 --ram 4GB --3gb --set PagedPoolSize=0xFFFFFFFF",
            "expool limits --os 7 --arch x64 --ram 8GB --pagefile 8GB --rules docs --json",
            "expool limits --os 2008 --arch x86 --ram 2GB --pagefile 2GB --boot --explain",
            "expool limits --table");
        foreach (Option option in (Option[])
        [
            s_os, s_arch, s_ram, .. SwitchOptions.All, s_pageFile, s_available, s_rules, s_explain, s_table, s_boot,
            s_reach, s_markdown, s_chart, s_json,
        ])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            RefuseOneMachine(parse);
            if (parse.GetValue(s_reach))
            {
                return ReachRun.Run(context, parse.GetValue(s_json), parse.GetValue(s_markdown));
            }

            if (parse.GetValue(s_table))
            {
                PrintTables(context, parse.GetValue(s_json));
            }
            else
            {
                Print(context, parse);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What is about all versions has no place for a machine.</summary>
    private static void RefuseOneMachine(ParseResult parse)
    {
        Option<bool>? all = parse.GetValue(s_reach) ? s_reach : parse.GetValue(s_table) ? s_table : null;
        Option? other = Array.Find(
            (Option[])[s_os, s_arch, s_ram, .. SwitchOptions.All, s_pageFile, s_available, s_explain, s_boot, s_chart],
            option => parse.GetResult(option) is { Implicit: false });
        if (all is not null && other is not null)
        {
            throw new ToolException($"{all.Name} is about all versions; expected no {other.Name}");
        }
    }

    private static void Print(ToolContext context, ParseResult parse)
    {
        WindowsProfile profile = WindowsProfile.Find(Required(parse, s_os), Required(parse, s_arch));
        ulong ram = MemorySize.Parse("--ram", Required(parse, s_ram));
        MachineSwitches switches = Switches(parse);
        MachineLimits limits = MachineLimits.Compute(profile, ram, switches);
        if (parse.GetValue(s_chart) is { } path)
        {
            TextFile.Write("--chart", path, AddressSpaceChart.Draw($"{profile}, {MemorySize.Format(ram)} RAM", limits));
        }

        ReachReport? reach = parse.GetValue(s_boot) ? ReadReach(profile, ram, switches) : null;
        if (parse.GetValue(s_json))
        {
            JsonDocumentWriter.WriteLine(
                context.Out, json => LimitsJson.Write(json, profile, ram, switches, limits, reach));
            return;
        }

        context.Print(LimitsScreen.Lines(profile, ram, switches, limits, reach, parse.GetValue(s_explain)));
    }

    /// <summary>Boots such a machine, with one paging file.</summary>
    private static ReachReport ReadReach(WindowsProfile profile, ulong ram, MachineSwitches switches)
    {
        ulong file = switches.PagingFileByteCount;
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = profile.Name,
            Architecture = profile.Architecture,
            PhysicalByteCount = ram,
            PagingFiles = file == 0 ? [] : [new PagingFileOptions(file, file)],
            Switches = switches with { PagingFileByteCount = 0 },
            Name = "limits",
        });
        return computer.ReadReach();
    }

    private static void PrintTables(ToolContext context, bool isJson)
    {
        if (isJson)
        {
            JsonDocumentWriter.WriteLine(
                context.Out, json => LimitsJson.WriteTables(json, LimitsTable.NonPaged, LimitsTable.Paged));
            return;
        }

        foreach (LimitsTable table in (LimitsTable[])[LimitsTable.NonPaged, LimitsTable.Paged])
        {
            context.Print(LimitsScreen.Table(table));
        }
    }

    private static MachineSwitches Switches(ParseResult parse) => SwitchOptions.Read(parse) with
    {
        PagingFileByteCount = OptionText.Size(parse, s_pageFile) ?? 0,
        Rules = parse.GetRequiredValue(s_rules),
        AvailableByteCount = OptionText.Size(parse, s_available),
    };

    private static string Required(ParseResult parse, Option<string?> option) => parse.GetValue(option)
        ?? throw new ToolException($"{option.Name} is missing; see 'expool limits --help'");
}
