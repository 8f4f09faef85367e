using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using ExPool.Cli.Capacity;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model;

namespace ExPool.Cli.Commands;

/// <summary><c>expool capacity</c>: how many processes, threads, handles and files a machine holds, and what ends
/// each.</summary>
internal static class CapacityCommand
{
    private const string UsualMost = "20000000";

    private static readonly Option<string?> s_only = OptionText.Of(
        "--only",
        $"Only these: of {string.Join(", ", CapacityQuestion.All.Select(question => question.Key))}.",
        "KIND,...");

    private static readonly Option<string> s_most = OptionText.Of(
        "--most", "Where to stop when nothing is refused.", "COUNT", UsualMost);

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    private static readonly Option<bool> s_quiet = new("--quiet") { Description = "No progress." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "capacity",
            "How many processes, threads, handles, files a machine (or three usual ones) holds, and what ends each.",
            "expool capacity --os XP --arch x86 --ram 128MB --only processes,threads",
            "expool capacity --os 7 --ram 256MB --pagefile 256MB --only processes,files --most 100000 --json",
            "expool capacity --os 'Server 2003' --arch x86 --ram 256MB --3gb --only threads");
        foreach (Option option in (Option[])[.. MachineOptions.All, s_only, s_most, s_json, s_quiet])
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

    private static IReadOnlyList<ComputerOptions> Machines(ParseResult parse) =>
        MachineOptions.IsAnyGiven(parse) ? [MachineOptions.Read(parse)] : UsualMachines.All;
}
