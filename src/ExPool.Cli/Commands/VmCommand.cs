using System;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Inspection.Analysis;
using ExPool.Inspection.Live;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Commands;

/// <summary><c>expool vm</c>: how big the pools are, and what of it is used; the debugger's !vm.</summary>
internal static class VmCommand
{
    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "One JSON document, with the free memory by size.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "vm",
            "How big the pools are, waits for their locks, and fragmentation, as the debugger's !vm.",
            "expool vm 1234",
            "expool vm pid:1234 --json");
        SourceArgument source = new(command);
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            using ISnapshotSource opened = source.Open(parse);
            PoolSnapshot snapshot = opened.Capture();
            MemoryReport? memory = (opened as IMachineSource)?.ReadMemory();
            if (opened.WhyNoBlocks is { } reason)
            {
                context.Warn($"{opened.Origin.Name}: fragmentation is not known: {reason}");
            }

            snapshot = snapshot with
            {
                NonPaged = WithResident(context, opened, snapshot.NonPaged),
                Paged = WithResident(context, opened, snapshot.Paged),
            };
            Fragmentation? nonPaged = Measure(context, opened, PoolKind.NonPaged);
            Fragmentation? paged = Measure(context, opened, PoolKind.Paged);
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(
                    context.Out, json => VmJson.Write(json, source.Moniker(parse), snapshot, nonPaged, paged, memory));
                return ExitCode.Done;
            }

            context.Out.WriteLine($"*** Pool Usage *** {snapshot.Origin.Name}, pools '{snapshot.Origin.PoolName}'");
            context.Print(memory is null ? [] : VmScreen.Lines(memory));

            Print(context, snapshot.NonPaged, nonPaged);
            Print(context, snapshot.Paged, paged);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolContext context, PoolUsage usage, Fragmentation? fragmentation)
    {
        context.Out.WriteLine();
        context.Print(VmScreen.Lines(usage, fragmentation));
    }

    private static PoolUsage WithResident(ToolContext context, ISnapshotSource source, PoolUsage usage) =>
        usage with
        {
            ResidentBytes = usage.ResidentBytes
                ?? Try(context, source, () => ResidentMemory.Measure(source, usage.Kind)),
        };

    private static Fragmentation? Measure(ToolContext context, ISnapshotSource source, PoolKind kind) => Try(
        context,
        source,
        () => source.Blocks is { } reader ? Fragmentation.Measure(reader.EnumerateBlocks(kind)) : null);

    // Counters are an answer also where the memory itself cannot be read.
    private static T? Try<T>(ToolContext context, ISnapshotSource source, Func<T?> measure)
    {
        try
        {
            return measure();
        }
        catch (SnapshotFormatException damage)
        {
            context.Warn($"{source.Origin.Name}: {damage.Message}");
            return default;
        }
    }
}
