using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using ExPool.Cli.Booting;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Model.Drivers;

namespace ExPool.Cli.Commands;

/// <summary><c>expool boot</c>: starts a model machine, lets it run, and says what happened.</summary>
internal static class BootCommand
{
    private const double SlowestSpeed = 0.01;
    private const double FastestSpeed = 1_000_000;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    private static readonly Option<string[]> s_drivers = new("--drivers")
    {
        Description = "Drivers, as FileServer,Leaker:rate=50MB/s,pool=paged. What follows a comma is a parameter of "
            + "the driver before it when it is name=value, else the next driver. May be repeated. "
            + $"There are {string.Join(", ", DriverCatalog.Entries.Select(entry => entry.Name))}.",
        HelpName = "DRIVER[:NAME=VALUE,...],...",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> s_for = OptionText.Of(
        "--for", "Virtual time to run: 10m when not given; with --live until Ctrl-C.", "DURATION");

    private static readonly Option<string?> s_chart = OptionText.Of(
        "--chart", "Draw pools and page lists over time, as SVG.", "FILE");

    private static readonly Option<string?> s_save = OptionText.Of(
        "--save", "Save the machine at the end; other verbs open it as model:FILE.", "FILE");

    private static readonly Option<bool> s_live = new("--live")
    {
        Description = "A virtual second takes a second, and other processes may look: model:NAME.",
    };

    private static readonly Option<string> s_name = OptionText.Of(
        "--name", "What the machine is called.", "NAME", "machine");

    private static readonly Option<string> s_speed = OptionText.Of(
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
            .. MachineOptions.All, s_drivers, s_for, s_chart, s_save, s_live, s_name, s_speed, s_json, s_quiet,
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

        context.Print(BootScreen.Lines(result));
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
            Machine = MachineOptions.Read(parse) with
            {
                Name = MachineName.Check("--name", parse.GetRequiredValue(s_name)),
            },
            Drivers = DriverList.Parse("--drivers", parse.GetValue(s_drivers) ?? []),
            Duration = duration,
            ChartPath = TextFile.Check("--chart", parse.GetValue(s_chart)),
            SavePath = TextFile.Check("--save", parse.GetValue(s_save)),
            IsLive = isLive,
            Speed = Speed(parse.GetRequiredValue(s_speed)),
            IsJson = parse.GetValue(s_json),
            IsQuiet = parse.GetValue(s_quiet),
        };
    }

    private static double Speed(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double speed)
        && speed is >= SlowestSpeed and <= FastestSpeed
            ? speed
            : throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"--speed '{text}' is not allowed; expected a number from {SlowestSpeed} to {FastestSpeed}"));
}
