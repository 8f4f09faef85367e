using System;
using System.Collections.Generic;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection.Live;

namespace ExPool.Cli.Commands;

/// <summary><c>expool list</c>: which processes have pools.</summary>
internal static class ListCommand
{
    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "list",
            "The processes on this machine that have pools, and the model machines that run.",
            "expool list",
            "expool list --json");
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            IReadOnlyList<PoolProcess> processes = [.. ControlRegionFinder.List(), .. LiveMachineList.Find()];
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(context.Out, json => ProcessListJson.Write(json, processes));
                return ExitCode.Done;
            }

            context.Print(ListScreen.Lines(processes, DateTimeOffset.UtcNow));
            return ExitCode.Done;
        });
        return command;
    }
}
