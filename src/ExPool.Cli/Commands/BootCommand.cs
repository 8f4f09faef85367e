using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using ExPool.Cli.Booting;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Model;
using ExPool.Model.Drivers;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Cli.Commands;

/// <summary><c>expool boot</c>: starts a model machine, lets it run, and says what happened.</summary>
internal static class BootCommand
{
    private const int MostProcessors = 64;
    private const int MostPagingFiles = 16;
    private const double SlowestSpeed = 0.01;
    private const double FastestSpeed = 1_000_000;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    private static readonly Option<string> s_os = Text(
        "--os", "The Windows version, as XP, 'Server 2003' or 7.", "NAME", "7");

    private static readonly Option<string> s_arch = Text("--arch", "The architecture.", "x86|x64", "x64");

    private static readonly Option<string> s_ram = Text("--ram", "RAM, as 512MB or 2GB.", "SIZE", "2GB");

    private static readonly Option<string> s_cpus = Text("--cpus", "Processors, 1 to 64.", "COUNT", "1");

    private static readonly Option<string?> s_pageFile = Text(
        "--pagefile", "Paging files: a size, or the sizes it grows between; several with commas.", "SIZE[-SIZE],...");

    private static readonly Option<string[]> s_drivers = new("--drivers")
    {
        Description = "Drivers, as FileServer,Leaker:rate=50MB/s,pool=paged. What follows a comma is a parameter of "
            + "the driver before it when it is name=value, else the next driver. May be repeated. "
            + $"There are {string.Join(", ", DriverCatalog.Entries.Select(entry => entry.Name))}.",
        HelpName = "DRIVER[:NAME=VALUE,...],...",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> s_for = Text(
        "--for", "Virtual time to run: 10m when not given; with --live until Ctrl-C.", "DURATION");

    private static readonly Option<string> s_seed = Text(
        "--seed", "Decides who runs when; the same seed gives the same run.", "NUMBER", "1");

    private static readonly Option<bool> s_pae = new("--pae") { Description = "Physical address extension (x86)." };

    private static readonly Option<bool> s_threeGigabytes = new("--3gb")
    {
        Description = "/3GB: users have 3 GB (x86).",
    };

    private static readonly Option<string[]> s_set = new("--set")
    {
        Description = "A registry value, as PoolUsageMaximum=60; may be repeated.",
        HelpName = "NAME=NUMBER",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> s_systemHive = Text(
        "--system-hive", "A SYSTEM hive that boot loads; one that is too large cannot be booted.", "SIZE");

    private static readonly Option<string?> s_chart = Text(
        "--chart", "Draw pools and page lists over time, as SVG.", "FILE");

    private static readonly Option<string?> s_save = Text(
        "--save", "Save the machine at the end; other verbs open it as model:FILE.", "FILE");

    private static readonly Option<bool> s_live = new("--live")
    {
        Description = "A virtual second takes a second, and other processes may look: model:NAME.",
    };

    private static readonly Option<string> s_name = Text("--name", "What the machine is called.", "NAME", "machine");

    private static readonly Option<string> s_speed = Text(
        "--speed", "With --live: virtual seconds in a second.", "FACTOR", "1");

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    private static readonly Option<bool> s_quiet = new("--quiet") { Description = "No progress." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "boot",
            "Boots a model NT machine with drivers, runs it in virtual time, says what happened.",
            "expool boot --os XP --arch x86 --ram 64MB --pagefile 64MB-128MB --drivers FileServer --for 30s",
            "expool boot --ram 256MB --drivers Leaker:rate=50MB/s,pool=paged --for 20s --save leak.machine",
            "expool boot --ram 64MB --drivers FileServer,DoubleFree --for 20s --chart boot.svg",
            "expool boot --os 'Server 2003' --arch x86 --ram 1GB --pae --set PoolUsageMaximum=60 --for 10s --json",
            "expool boot --ram 256MB --drivers FileServer --live --name lab --speed 10 --for 10s");
        foreach (Option option in (Option[])
        [
            s_os, s_arch, s_ram, s_cpus, s_pageFile, s_drivers, s_for, s_seed, s_pae, s_threeGigabytes, s_set,
            s_systemHive, s_chart, s_save, s_live, s_name, s_speed, s_json, s_quiet,
        ])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            BootResult result = BootRun.Run(context, Read(parse));
            Print(context, result);
            return result.IsFound ? ExitCode.Found : ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolContext context, BootResult result)
    {
        if (result.Options.ChartPath is { } path)
        {
            TextFile.Write("--chart", path, BootChart.Draw(result));
        }

        if (result.Options.IsJson)
        {
            JsonDocumentWriter.WriteLine(context.Out, json => BootJson.Write(json, result));
            return;
        }

        foreach (ScreenLine line in BootScreen.Lines(result))
        {
            string look = context.UsesColour ? Theme.Begin(line.Style) : "";
            context.Out.WriteLine(look.Length > 0 ? $"{look}{line.Text}{Theme.Reset}" : line.Text);
        }
    }

    private static BootOptions Read(ParseResult parse)
    {
        bool isLive = parse.GetValue(s_live);
        if (!isLive && parse.GetResult(s_speed) is { Implicit: false })
        {
            throw new ToolException("--speed needs --live; else a machine runs as fast as it can");
        }

        TimeSpan? duration = parse.GetValue(s_for) is { } text
            ? DurationText.Parse("--for", text, TimeSpan.FromMilliseconds(1), s_longest)
            : isLive ? null : TimeSpan.FromMinutes(10);
        return new BootOptions
        {
            Machine = ReadMachine(parse),
            Drivers = DriverList.Parse("--drivers", parse.GetValue(s_drivers) ?? []),
            Duration = duration,
            ChartPath = parse.GetValue(s_chart),
            SavePath = parse.GetValue(s_save),
            IsLive = isLive,
            Speed = Speed(parse.GetRequiredValue(s_speed)),
            IsJson = parse.GetValue(s_json),
            IsQuiet = parse.GetValue(s_quiet),
        };
    }

    private static ComputerOptions ReadMachine(ParseResult parse) => new()
    {
        OperatingSystem = WindowsProfile.Find(parse.GetRequiredValue(s_os), parse.GetRequiredValue(s_arch)).Name,
        Architecture = parse.GetRequiredValue(s_arch),
        PhysicalByteCount = MemorySize.Parse("--ram", parse.GetRequiredValue(s_ram)),
        ProcessorCount = OptionText.Integer("--cpus", parse.GetRequiredValue(s_cpus), 1, MostProcessors),
        PagingFiles = parse.GetValue(s_pageFile) is { } files ? PagingFiles(files) : [],
        Switches = new MachineSwitches
        {
            Pae = parse.GetValue(s_pae),
            ThreeGigabytes = parse.GetValue(s_threeGigabytes),
            Registry = RegistryText.Parse("--set", parse.GetValue(s_set) ?? []),
        },
        SystemHiveByteCount = parse.GetValue(s_systemHive) is { } hive
            ? MemorySize.Parse("--system-hive", hive)
            : null,
        Seed = (ulong)OptionText.Integer("--seed", parse.GetRequiredValue(s_seed), 0, int.MaxValue),
        Name = MachineName.Check("--name", parse.GetRequiredValue(s_name)),
    };

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

    private static double Speed(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double speed)
        && speed is >= SlowestSpeed and <= FastestSpeed
            ? speed
            : throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"--speed '{text}' is not allowed; expected a number from {SlowestSpeed} to {FastestSpeed}"));

    private static Option<string?> Text(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value };

    private static Option<string> Text(string name, string description, string value, string usual) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => usual };
}
