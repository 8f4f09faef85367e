using System.Collections.Generic;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool sysptes</c>: what of the system's addresses is given out, the debugger's !sysptes.</summary>
internal static class SysptesCommand
{
    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "sysptes",
            "System page-table entries, and every region of a machine's addresses, as the debugger's !sysptes.",
            "expool sysptes model:leak.machine",
            "expool sysptes model:leak.machine --json");
        SourceArgument source = new(command);
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            using ISnapshotSource opened = source.Open(parse);
            IMachineSource machine = SourceArgument.Machine(opened);
            IReadOnlyList<RegionReport> regions = machine.Machine.ReadRegions();
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(
                    context.Out, json => MachineJson.Write(json, source.Moniker(parse), opened.Origin, regions));
                return ExitCode.Done;
            }

            foreach (string line in SysptesScreen.Lines(regions, machine.Machine.Kernel.PointerByteCount))
            {
                context.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
