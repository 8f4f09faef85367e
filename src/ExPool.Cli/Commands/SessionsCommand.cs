using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool sessions</c>: what each session of a machine has of its pool and views; the debugger's
/// <c>!vm 4</c>.</summary>
internal static class SessionsCommand
{
    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "sessions",
            "What each session of a machine has of its pool and its views, and the tags in it, as !vm 4.",
            "expool sessions model:terminal.machine",
            "expool sessions model:terminal.machine --json");
        return new MachineVerb<SessionsReport>
        {
            Prepare = _ => (machine, _) => machine.ReadSessions(),
            WriteJson = SystemJson.Write,
            Draw = (_, report) => SessionsScreen.Lines(report),
        }.Complete(command, context);
    }
}
