using System.Collections.Generic;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Snapshots;

namespace ExPool.Cli.Commands;

/// <summary><c>expool poolused</c>: usage by tag, the debugger's !poolused.</summary>
internal static class PoolusedCommand
{
    private static readonly Option<string> s_sort = new("--sort")
    {
        Description = "By tag, or by bytes of a pool.",
        HelpName = "tag|nonpaged|paged",
        DefaultValueFactory = _ => "tag",
    };

    private static readonly Option<string?> s_tag = new("--tag")
    {
        Description = "Only these tags: * is any run of characters, ? is one.",
        HelpName = "PATTERN",
    };

    private static readonly Option<bool> s_verbose = new("--verbose") { Description = "Allocs, frees, diff and used." };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "poolused",
            "Memory by tag in both pools, as the debugger's !poolused.",
            "expool poolused 1234 --sort paged",
            "expool poolused pid:1234 --tag 'Ca*' --verbose",
            "expool poolused pid:1234 --json");
        SourceArgument source = new(command);
        foreach (Option option in (Option[])[s_sort, s_tag, s_verbose, s_json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            string sort = parse.GetRequiredValue(s_sort);
            string sortedBy = SortName(sort);
            TagPattern? pattern = parse.GetValue(s_tag) is { } text ? new TagPattern("--tag", text) : null;
            using ISnapshotSource opened = source.Open(parse);
            PoolSnapshot snapshot = opened.Capture();
            List<TagUsage> rows = Select(snapshot, pattern, sort);
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(
                    context.Out, json => TagUsageJson.Write(json, source.Moniker(parse), snapshot, rows, Total(rows)));
            }
            else
            {
                Print(context, rows, sortedBy, parse.GetValue(s_verbose));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolContext context, List<TagUsage> rows, string sortedBy, bool isVerbose)
    {
        TagUsage total = Total(rows);
        PoolusedScreen screen = new(isVerbose, rows, total);
        context.Print(screen.Heading(sortedBy));

        foreach (TagUsage row in rows)
        {
            context.Out.WriteLine(screen.Row(row, row.CallSite is null ? "" : $"  {row.CallSite}"));
        }

        context.Out.WriteLine(screen.Total(total));
    }

    // Bytes of a pool, the most first; equal ones, and all by tag, stay in the order of the tags.
    private static List<TagUsage> Select(PoolSnapshot snapshot, TagPattern? pattern, string sort)
    {
        List<TagUsage> rows = [];
        foreach (TagUsage row in snapshot.Tags)
        {
            if (pattern is null || pattern.Matches(row.Tag))
            {
                rows.Add(row);
            }
        }

        if (sort != "tag")
        {
            PoolKind kind = sort == "paged" ? PoolKind.Paged : PoolKind.NonPaged;
            rows.Sort((left, right) => right[kind].BytesInUse.CompareTo(left[kind].BytesInUse) is not 0 and int order
                ? order
                : left.Tag.CompareTo(right.Tag));
        }

        return rows;
    }

    private static TagUsage Total(List<TagUsage> rows)
    {
        PoolCounters nonPaged = default;
        PoolCounters paged = default;
        foreach (TagUsage row in rows)
        {
            nonPaged = Add(nonPaged, row.NonPaged);
            paged = Add(paged, row.Paged);
        }

        return new(default, nonPaged, paged, null);
    }

    private static PoolCounters Add(PoolCounters left, PoolCounters right) => new(
        left.Allocations + right.Allocations, left.Frees + right.Frees, left.BytesInUse + right.BytesInUse);

    private static string SortName(string sort) => sort switch
    {
        "tag" => "Tag",
        "nonpaged" => "NonPaged Pool Consumed",
        "paged" => "Paged Pool Consumed",
        _ => throw new ToolException($"--sort '{sort}' is not a sort key; expected tag, nonpaged or paged"),
    };
}
