using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Inspection;
using ExPool.Model;
using ExPool.Snapshots;

namespace ExPool.Cli.Commands;

/// <summary>A verb that reads one report of a machine, and prints it as lines or as one JSON document.</summary>
/// <typeparam name="TReport">What is read.</typeparam>
internal sealed class MachineVerb<TReport>
{
    private readonly Option<bool> _json = new("--json") { Description = "One JSON document." };

    /// <summary>Reads the verb's own arguments, before a source is opened; answers what reads the report.</summary>
    public required Func<ParseResult, Func<Computer, SnapshotOrigin, TReport>> Prepare { get; init; }

    /// <summary>Writes the report into a JSON document that begins with the origin of its source.</summary>
    public required Action<Utf8JsonWriter, TReport> WriteJson { get; init; }

    /// <summary>Draws the report.</summary>
    public required Func<Computer, TReport, IEnumerable<string>> Draw { get; init; }

    /// <summary>Gives the verb its source, its own arguments, and what it does.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="context">What it prints to.</param>
    /// <param name="arguments">The verb's own arguments.</param>
    public Command Complete(VerbCommand command, ToolContext context, params Argument[] arguments)
    {
        SourceArgument source = new(command, isMachine: true);
        Array.ForEach(arguments, command.Arguments.Add);
        command.Options.Add(_json);
        command.SetAction(parse =>
        {
            Func<Computer, SnapshotOrigin, TReport> read = Prepare(parse);
            using ISnapshotSource opened = source.Open(parse);
            Computer machine = SourceArgument.Machine(opened).Machine;
            TReport report = read(machine, opened.Origin);
            if (parse.GetValue(_json))
            {
                JsonDocumentWriter.WriteLine(context.Out, json =>
                {
                    json.WriteStartObject();
                    SnapshotJson.WriteOrigin(json, source.Moniker(parse), opened.Origin);
                    WriteJson(json, report);
                    json.WriteEndObject();
                });
                return ExitCode.Done;
            }

            context.Print(Draw(machine, report));
            return ExitCode.Done;
        });
        return command;
    }
}
