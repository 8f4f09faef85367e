using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool registry</c>: what a machine's registry may have and has, and its hives.</summary>
internal static class RegistryCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "registry",
            "What a machine's registry may have and has, and how large its hives are.",
            "expool registry model:load.machine",
            "expool registry model:load.machine --json");
        return new MachineVerb<RegistryReport>
        {
            Prepare = _ => (machine, _) => machine.ReadRegistry(),
            WriteJson = SystemJson.Write,
            Draw = (_, report) => RegistryScreen.Lines(report),
        }.Complete(command, context);
    }
}
