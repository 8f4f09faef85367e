using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model.Reaching;

namespace ExPool.Cli.Reaching;

/// <summary>Boots every version, leaks its pools to their end, and compares that with what was computed.</summary>
internal static class ReachRun
{
    /// <summary>Runs every trial.</summary>
    /// <param name="context">What it prints to; progress goes to its error output.</param>
    /// <param name="isJson">One JSON document.</param>
    /// <param name="isMarkdown">A page.</param>
    /// <returns>An exit code: found when a leak ended elsewhere than was computed.</returns>
    public static int Run(ToolContext context, bool isJson, bool isMarkdown)
    {
        if (isJson && isMarkdown)
        {
            throw new ToolException("--json and --markdown exclude each other; expected one of them");
        }

        List<ReachTrial> trials = [.. ReachTrial.All];
        List<ReachOutcome> outcomes = [];
        foreach (ReachTrial trial in trials)
        {
            string pool = JsonDocumentWriter.NameOf(trial.Kind);
            context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{outcomes.Count + 1} of {trials.Count}: {trial.Profile}, "
                + $"{MemorySize.Format(trial.PhysicalByteCount)}, {pool}"));
            outcomes.Add(trial.Run());
        }

        if (isJson)
        {
            JsonDocumentWriter.WriteLine(context.Out, json => ReachJson.Write(json, outcomes));
        }
        else
        {
            context.Print(isMarkdown ? ReachScreen.Page(outcomes) : ReachScreen.Table(outcomes));
        }

        return outcomes.All(outcome => outcome.IsAsComputed) ? ExitCode.Done : ExitCode.Found;
    }
}
