using System.Collections.Generic;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Snapshots;

namespace ExPool.Cli.Commands;

/// <summary><c>expool poolfind</c>: every block of a tag, the debugger's !poolfind.</summary>
internal static class PoolfindCommand
{
    private static readonly Argument<string> s_tag = new("TAG")
    {
        Description = "The tag: * is any run of characters, ? is one.",
    };

    private static readonly Option<string?> s_pool = new("--pool")
    {
        Description = "Only this pool.",
        HelpName = "nonpaged|paged",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "poolfind",
            "Every block of a tag, as the debugger's !poolfind.",
            "expool poolfind 1234 CaDt",
            "expool poolfind pid:1234 'Fl*' --pool nonpaged",
            "expool poolfind pid:1234 Sess --json");
        SourceArgument source = new(command);
        command.Arguments.Add(s_tag);
        command.Options.Add(s_pool);
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            TagPattern pattern = new("TAG", parse.GetRequiredValue(s_tag));
            PoolKind? pool = OptionText.Pool("--pool", parse.GetValue(s_pool));
            using ISnapshotSource opened = source.Open(parse);
            PoolReader reader = SourceArgument.Blocks(opened);
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(context.Out, json =>
                {
                    json.WriteStartObject();
                    SnapshotJson.WriteOrigin(json, source.Moniker(parse), opened.Origin);
                    json.WriteString("tag", pattern.ToString());
                    BlockJson.WriteAll(json, Find(context, reader, pattern, pool));
                    json.WriteEndObject();
                });
                return ExitCode.Done;
            }

            Print(context, Find(context, reader, pattern, pool));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolContext context, IEnumerable<PoolBlockInfo> blocks)
    {
        ulong blockCount = 0;
        ulong byteCount = 0;
        foreach (PoolBlockInfo block in blocks)
        {
            context.Out.WriteLine(PoolPageScreen.Row(block, isAsked: false));
            if (block.State == PoolBlockState.Allocated)
            {
                blockCount++;
                byteCount += block.ByteCount;
            }
        }

        context.Out.Flush();
        context.Error.WriteLine($"{blockCount} allocated blocks, {byteCount} bytes");
    }

    private static IEnumerable<PoolBlockInfo> Find(
        ToolContext context, PoolReader reader, TagPattern pattern, PoolKind? pool)
    {
        foreach (PoolKind kind in (PoolKind[])[PoolKind.NonPaged, PoolKind.Paged])
        {
            if (pool is null || pool == kind)
            {
                context.Error.WriteLine($"Searching {kind} pool for Tag: {pattern}");
                foreach (PoolBlockInfo block in reader.EnumerateBlocks(kind))
                {
                    if (!block.Tag.IsNone && pattern.Matches(block.Tag))
                    {
                        yield return block;
                    }
                }
            }
        }
    }
}
