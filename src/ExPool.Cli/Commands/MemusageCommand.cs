using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool memusage</c>: where a machine's RAM is, the debugger's !memusage.</summary>
internal static class MemusageCommand
{
    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "memusage",
            "Where a machine's RAM is: page lists, and use by kind, as the debugger's !memusage.",
            "expool memusage model:leak.machine",
            "expool memusage model:leak.machine --json");
        SourceArgument source = new(command);
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            using ISnapshotSource opened = source.Open(parse);
            IMachineSource machine = SourceArgument.Machine(opened);
            MemoryUseReport report = machine.Machine.ReadMemoryUse();
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(
                    context.Out, json => MachineJson.Write(json, source.Moniker(parse), opened.Origin, report));
                return ExitCode.Done;
            }

            foreach (string line in MemusageScreen.Lines(report))
            {
                context.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
