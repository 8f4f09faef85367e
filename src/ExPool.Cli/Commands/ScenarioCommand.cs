using System;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Scenarios;
using ExPool.Cli.Screens;

namespace ExPool.Cli.Commands;

/// <summary><c>expool scenario</c>: boots machines after a script, and checks what it expects of them.</summary>
internal static class ScenarioCommand
{
    private static readonly Argument<string?> s_name = new("NAME|FILE")
    {
        Description = "A scenario of --list, or a file with a script.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> s_list = new("--list") { Description = "The scenarios that there are." };

    private static readonly Option<bool> s_verbose = new("--verbose")
    {
        Description = "Also what drivers write into the log.",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "scenario",
            "Boots machines after a script, runs them out of memory, checks what the script expects.",
            "expool scenario xp-x64-nonpaged",
            "expool scenario memory-hole --json",
            "expool scenario --list");
        command.Arguments.Add(s_name);
        foreach (Option option in (Option[])[s_list, s_verbose, s_json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            if (parse.GetValue(s_list))
            {
                PrintList(context, parse.GetValue(s_json));
                return ExitCode.Done;
            }

            string name = parse.GetValue(s_name)
                ?? throw new ToolException("NAME or FILE is missing; 'expool scenario --list' prints the names");
            return Run(context, ScenarioCatalog.Open(name), parse.GetValue(s_verbose), parse.GetValue(s_json));
        });
        return command;
    }

    private static int Run(ToolContext context, Scenario scenario, bool isVerbose, bool isJson)
    {
        ScenarioResult result;
        try
        {
            result = new(scenario, ScenarioRun.Run(scenario, isVerbose, context.CatchSignals()));
        }
        catch (OperationCanceledException)
        {
            throw new ToolException($"{scenario.Name} was ended before its end", ExitCode.NotAvailable);
        }

        if (isJson)
        {
            JsonDocumentWriter.WriteLine(context.Out, json => ScenarioJson.Write(json, result));
        }
        else
        {
            context.Print(ScenarioScreen.Lines(result));
        }

        return result.FailedCount == 0 ? ExitCode.Done : ExitCode.Found;
    }

    private static void PrintList(ToolContext context, bool isJson)
    {
        if (isJson)
        {
            JsonDocumentWriter.WriteLine(context.Out, ScenarioJson.WriteList);
            return;
        }

        foreach (string name in ScenarioCatalog.Names)
        {
            context.Out.WriteLine($"{name,-24}{ScenarioCatalog.Open(name).Title}");
        }
    }
}
