using System.Collections.Generic;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool sysptes</c>: what of the system's addresses is given out, the debugger's !sysptes.</summary>
internal static class SysptesCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "sysptes",
            "System page-table entries, and every region of a machine's addresses, as the debugger's !sysptes.",
            "expool sysptes model:leak.machine",
            "expool sysptes model:leak.machine --json");
        return new MachineVerb<IReadOnlyList<RegionReport>>
        {
            Prepare = _ => (machine, _) => machine.ReadRegions(),
            WriteJson = MachineJson.Write,
            Draw = (machine, regions) => SysptesScreen.Lines(regions, machine.Kernel.PointerByteCount),
        }.Complete(command, context);
    }
}
