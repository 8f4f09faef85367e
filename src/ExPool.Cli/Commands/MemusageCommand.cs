using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool memusage</c>: where a machine's RAM is, the debugger's !memusage.</summary>
internal static class MemusageCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "memusage",
            "Where a machine's RAM is: page lists, and use by kind, as the debugger's !memusage.",
            "expool memusage model:leak.machine",
            "expool memusage model:leak.machine --json");
        return new MachineVerb<MemoryUseReport>
        {
            Prepare = _ => (machine, _) => machine.ReadMemoryUse(),
            WriteJson = MachineJson.Write,
            Draw = (_, report) => MemusageScreen.Lines(report),
        }.Complete(command, context);
    }
}
