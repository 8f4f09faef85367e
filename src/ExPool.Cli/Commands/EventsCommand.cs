using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model;

namespace ExPool.Cli.Commands;

/// <summary><c>expool events</c>: a machine's event log.</summary>
internal static class EventsCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "events",
            "The event log of a machine: what its components reported, as Event Viewer lists it.",
            "expool events model:leak.machine",
            "expool events model:leak.machine --json");
        return new MachineVerb<EventLogReport>
        {
            Prepare = _ => (machine, _) => machine.ReadEvents(),
            WriteJson = (json, report) => MachineStateJson.WriteEntries(json, "entries", report),
            Draw = (_, report) => EventScreen.Lines(report),
        }.Complete(command, context);
    }
}
