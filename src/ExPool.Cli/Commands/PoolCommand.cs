using System.Collections.Generic;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Snapshots;

namespace ExPool.Cli.Commands;

/// <summary><c>expool pool</c>: the blocks of one page, the debugger's !pool.</summary>
internal static class PoolCommand
{
    private static readonly Argument<string> s_address = new("ADDRESS")
    {
        Description = "Any address in a pool, hexadecimal.",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "pool",
            "The blocks of the page that holds an address, as the debugger's !pool.",
            "expool pool 1234 0x7f12a0001010",
            "expool pool pid:1234 7f12a0001010 --json");
        SourceArgument source = new(command);
        command.Arguments.Add(s_address);
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            ulong address = OptionText.Address("ADDRESS", parse.GetRequiredValue(s_address));
            using ISnapshotSource opened = source.Open(parse);
            IReadOnlyList<PoolBlockInfo> blocks = SourceArgument.Blocks(opened).ReadPage(address);
            if (blocks.Count == 0)
            {
                throw new ToolException(
                    $"ADDRESS {JsonDocumentWriter.Hexadecimal(address)} is in no pool of {opened.Origin.Name}; "
                    + "expected an address that 'expool poolfind' shows");
            }

            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(context.Out, json =>
                {
                    json.WriteStartObject();
                    SnapshotJson.WriteOrigin(json, source.Moniker(parse), opened.Origin);
                    json.WriteAddress("address", address);
                    BlockJson.WriteAll(json, blocks);
                    json.WriteEndObject();
                });
                return ExitCode.Done;
            }

            foreach (PoolBlockInfo block in blocks)
            {
                context.Out.WriteLine(PoolPageScreen.Row(block, PoolPageScreen.Holds(block, address)));
            }

            return ExitCode.Done;
        });
        return command;
    }
}
