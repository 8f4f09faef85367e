using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Demo;

namespace ExPool.Cli.Commands;

/// <summary><c>expool demo-worker</c>: the child process of the demo; hidden, started by <c>demo</c> only.</summary>
internal static class DemoWorkerCommand
{
    private static readonly Option<string> s_seed = new("--seed") { Required = true };

    private static readonly Option<string> s_seconds = new("--seconds") { Required = true };

    private static readonly Option<string> s_folder = new("--folder") { Required = true };

    private static readonly Option<bool> s_noLeak = new("--no-leak");

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new("demo-worker", "The demo's child process.") { Hidden = true };
        foreach (Option option in (Option[])[s_seed, s_seconds, s_folder, s_noLeak])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            DemoPlan plan = DemoPlan.Of(
                OptionText.Integer("--seed", parse.GetRequiredValue(s_seed), 0, int.MaxValue),
                OptionText.Seconds(
                    "--seconds",
                    parse.GetRequiredValue(s_seconds),
                    DemoCommand.MinimumSeconds,
                    DemoCommand.MaximumSeconds),
                !parse.GetValue(s_noLeak));
            return DemoWorker.Run(context, plan, parse.GetRequiredValue(s_folder));
        });
        return command;
    }
}
