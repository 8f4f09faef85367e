using System.Collections.Generic;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;

namespace ExPool.Cli.Commands;

/// <summary><c>expool lookaside</c>: what the look-aside lists hold and served, the debugger's !lookaside.</summary>
internal static class LookasideCommand
{
    private static readonly Option<string?> s_pool = new("--pool")
    {
        Description = "Only this pool.",
        HelpName = "nonpaged|paged",
    };

    private static readonly Option<bool> s_all = new("--all")
    {
        Description = "Also lists that hold nothing and never served an allocation.",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "lookaside",
            "The look-aside lists: what they hold, how often they served, as the debugger's !lookaside.",
            "expool lookaside 1234",
            "expool lookaside pid:1234 --pool paged --all",
            "expool lookaside pid:1234 --json");
        SourceArgument source = new(command);
        foreach (Option option in (Option[])[s_pool, s_all, s_json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            PoolKind? pool = OptionText.Pool("--pool", parse.GetValue(s_pool));
            using ISnapshotSource opened = source.Open(parse);
            PoolSnapshot snapshot = opened.Capture();
            List<LookasideUsage> rows = [];
            List<LookasideSum> sums = [];
            foreach (PoolKind kind in (PoolKind[])[PoolKind.NonPaged, PoolKind.Paged])
            {
                if (pool is null || pool == kind)
                {
                    rows.AddRange(Select(snapshot, kind, parse.GetValue(s_all)));
                    sums.Add(LookasideSum.Of(snapshot.Lookasides, kind));
                }
            }

            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(
                    context.Out, json => LookasideJson.Write(json, source.Moniker(parse), snapshot, rows, sums));
            }
            else
            {
                Print(context, rows, sums);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolContext context, List<LookasideUsage> rows, List<LookasideSum> sums)
    {
        LookasideScreen screen = new(rows, sums);
        context.Out.WriteLine(screen.Heading());
        context.Out.WriteLine();
        foreach (LookasideUsage row in rows)
        {
            context.Out.WriteLine(screen.Row(row));
        }

        if (rows.Count > 0)
        {
            context.Out.WriteLine();
        }

        foreach (LookasideSum sum in sums)
        {
            context.Out.WriteLine(screen.Sum(sum));
        }
    }

    private static IEnumerable<LookasideUsage> Select(PoolSnapshot snapshot, PoolKind kind, bool isAll)
    {
        foreach (LookasideUsage row in snapshot.Lookasides)
        {
            if (row.Kind == kind && (isAll || row.HeldBytes > 0 || row.TotalAllocates > row.AllocateMisses))
            {
                yield return row;
            }
        }
    }
}
