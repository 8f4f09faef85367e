using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool pte</c>: the page-table entries of an address, the debugger's !pte.</summary>
internal static class PteCommand
{
    private static readonly Argument<string> s_address = new("ADDRESS")
    {
        Description = "Any address, hexadecimal; within the page tables, the address of an entry.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "pte",
            "The page-table entries of an address of a machine, level by level, as the debugger's !pte.",
            "expool pte model:leak.machine fffff8a000001000",
            "expool pte model:leak.machine 0xfffff8a000001000 --json");
        return new MachineVerb<PteReport>
        {
            Prepare = parse =>
            {
                ulong address = OptionText.Address("ADDRESS", parse.GetRequiredValue(s_address));
                return (machine, _) => machine.ReadEntries(address);
            },
            WriteJson = MachineJson.Write,
            Draw = (_, report) => PteScreen.Lines(report),
        }.Complete(command, context, s_address);
    }
}
