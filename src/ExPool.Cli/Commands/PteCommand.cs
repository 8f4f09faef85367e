using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool pte</c>: the page-table entries of an address, the debugger's !pte.</summary>
internal static class PteCommand
{
    private static readonly Argument<string> s_address = new("ADDRESS")
    {
        Description = "Any address, hexadecimal; within the page tables, the address of an entry.",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "pte",
            "The page-table entries of an address of a machine, level by level, as the debugger's !pte.",
            "expool pte model:leak.machine fffff8a000001000",
            "expool pte model:leak.machine 0xfffff8a000001000 --json");
        SourceArgument source = new(command);
        command.Arguments.Add(s_address);
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            ulong address = OptionText.Address("ADDRESS", parse.GetRequiredValue(s_address));
            using ISnapshotSource opened = source.Open(parse);
            IMachineSource machine = SourceArgument.Machine(opened);
            PteReport report = machine.Machine.ReadEntries(address);
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(
                    context.Out, json => MachineJson.Write(json, source.Moniker(parse), opened.Origin, report));
                return ExitCode.Done;
            }

            foreach (string line in PteScreen.Lines(report))
            {
                context.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
