using System;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Demo;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;

namespace ExPool.Cli.Commands;

/// <summary><c>expool demo</c>: the main job end to end: a server leaks, its tag is named from outside.</summary>
internal static class DemoCommand
{
    /// <summary>The shortest demo: the finder wants five seconds of snapshots to tell a leak from a start.</summary>
    public const double MinimumSeconds = 6;

    /// <summary>The longest demo.</summary>
    public const double MaximumSeconds = 3600;

    private static readonly Option<string> s_seconds = new("--seconds")
    {
        Description = "How long to watch before the verdict, 6 to 3600.",
        DefaultValueFactory = _ => "15",
    };

    private static readonly Option<string?> s_seed = new("--seed")
    {
        Description = "Which tag leaks, its block size and its rate come from it; random when not given.",
        HelpName = "NUMBER",
    };

    private static readonly Option<bool> s_noLeak = new("--no-leak") { Description = "Plant nothing." };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "demo",
            "A small file server leaks in a child process; names the leaking tag from outside.",
            "expool demo",
            "expool demo --seconds 8 --seed 7 --json",
            "expool demo --seconds 8 --no-leak");
        foreach (Option option in (Option[])[s_seconds, s_seed, s_noLeak, s_json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            DemoOptions options = Read(parse);
            DemoResult? result = DemoRun.Run(context, options);
            if (result is null)
            {
                context.Error.WriteLine("demo: stopped before the verdict");
                return ExitCode.Done;
            }

            if (options.IsJson)
            {
                JsonDocumentWriter.WriteLine(context.Out, json => DemoJson.Write(json, result));
            }
            else
            {
                context.Print(VerdictScreen.Lines(result));
            }

            return result.Report.Leaks.IsEmpty ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static DemoOptions Read(ParseResult parse)
    {
        TimeSpan time = OptionText.Seconds(
            "--seconds", parse.GetRequiredValue(s_seconds), 0, MaximumSeconds);
        if (time < TimeSpan.FromSeconds(MinimumSeconds))
        {
            throw new ToolException(
                $"--seconds {time.TotalSeconds:0.#} is too short: in less than {MinimumSeconds} s growth that ends "
                + "cannot be told from growth that goes on; expected 6 to 3600");
        }

        int seed = parse.GetValue(s_seed) is { } text
            ? OptionText.Integer("--seed", text, 0, int.MaxValue)
            : Random.Shared.Next(100_000);
        return new(DemoPlan.Of(seed, time, !parse.GetValue(s_noLeak)), parse.GetValue(s_json));
    }
}
