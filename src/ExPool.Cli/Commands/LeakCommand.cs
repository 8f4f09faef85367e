using System;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Leaking;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection;

namespace ExPool.Cli.Commands;

/// <summary><c>expool leak</c>: leaks pool on purpose, as NotMyFault does.</summary>
internal static class LeakCommand
{
    private const string Self = "self";
    private const ulong SmallestMachineBlock = 8;
    private const ulong LargestMachineBlock = 100UL << 20;

    private static readonly Argument<string> s_source = new("SOURCE")
    {
        Description = "self: this process; model:FILE, a saved machine; model:NAME, a machine that runs.",
    };

    private static readonly Option<string> s_pool = new("--pool")
    {
        Description = "The pool to leak.",
        HelpName = "nonpaged|paged",
        Required = true,
    };

    private static readonly Option<string> s_rate = new("--rate")
    {
        Description = "How fast, as 10MB/s.",
        HelpName = "SIZE/s",
        Required = true,
    };

    private static readonly Option<string> s_block = new("--block")
    {
        Description = "Bytes of a block.",
        HelpName = "SIZE",
        DefaultValueFactory = _ => "1MB",
    };

    private static readonly Option<string> s_tag = new("--tag")
    {
        Description = "The tag.",
        DefaultValueFactory = _ => "Leak",
    };

    private static readonly Option<string> s_until = new("--until")
    {
        Description = "When to stop: exhausted, a time as 30s (of a machine its own), or a size as 2GB. Reaching it "
            + "is exit code 0; a pool that is exhausted earlier, and a machine that stops, are 1.",
        HelpName = "LIMIT",
        DefaultValueFactory = _ => "exhausted",
    };

    private static readonly Option<string?> s_save = new("--save")
    {
        Description = "Save the machine with its leak; other verbs open it as model:FILE.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> s_yes = new("--yes")
    {
        Description = "Do not ask first; asked is only where memory of this computer is eaten: self.",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document at the end." };

    private static PoolTag MachineTag => "Leak";

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "leak",
            "Leaks pool on purpose, in this process or on a model machine; frees all at the end.",
            "expool leak self --pool paged --rate 10MB/s --until 5s --yes",
            "expool leak self --pool nonpaged --rate 100KB/s --block 4KB --tag Oops --until 1MB --yes --json",
            "expool leak model:leak.machine --pool nonpaged --rate 10MB/s --block 100MB",
            "expool leak model:lab --pool paged --rate 1MB/s --until 5s --json");
        command.Arguments.Add(s_source);
        foreach (Option option in (Option[])[s_pool, s_rate, s_block, s_tag, s_until, s_save, s_yes, s_json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            LeakOptions options = Read(parse);
            string source = parse.GetRequiredValue(s_source);
            using ILeak leak = Open(source, options);
            State(context, source, leak, options);
            if (source == Self && !parse.GetValue(s_yes) && !IsConfirmed(context))
            {
                context.Error.WriteLine("nothing was leaked");
                return ExitCode.Done;
            }

            LeakOutcome outcome = LeakRun.Run(context, leak);
            Report(context, source, options, outcome, parse.GetValue(s_json));
            bool wantedMore = options.Limit is not { ByteCount: null, Time: null };
            return (outcome.End == LeakEnd.Exhausted && wantedMore) || outcome.End == LeakEnd.MachineStopped
                ? ExitCode.Found
                : ExitCode.Done;
        });
        return command;
    }

    /// <summary>Opens what is to leak; nothing is leaked yet.</summary>
    private static ILeak Open(string source, LeakOptions options)
    {
        if (source == Self)
        {
            return options.SavePath is null
                ? new Leaker(options)
                : throw new ToolException("--save saves a machine; expected model:FILE or model:NAME");
        }

        if (!source.StartsWith(ModelSources.Prefix, StringComparison.Ordinal))
        {
            throw new ToolException(
                $"leak cannot serve '{source}'; expected self, model:FILE or model:NAME", ExitCode.NotAvailable);
        }

        if (options.Tag != MachineTag)
        {
            throw new ToolException(
                $"--tag '{options.Tag}' is for self; on a machine the driver's tag is {MachineTag}");
        }

        if (options.BlockByteCount is < SmallestMachineBlock or > LargestMachineBlock)
        {
            throw new ToolException(
                $"--block {ByteSize.Format(options.BlockByteCount)} is out of bounds on a machine; expected "
                + $"{ByteSize.Format(SmallestMachineBlock)} to {ByteSize.Format(LargestMachineBlock)}");
        }

        ISnapshotSource opened = SnapshotSources.Open(source);
        IMachineLeakHost host = opened is LiveMachineSource live
            ? new LiveLeakHost(live)
            : new SavedLeakHost((MachineSource)opened);
        return new MachineLeak(host, options);
    }

    private static LeakOptions Read(ParseResult parse)
    {
        const ulong MaximumBlock = 1UL << 30;
        return new(
            OptionText.Pool("--pool", parse.GetRequiredValue(s_pool)) ?? PoolKind.Paged,
            ByteSize.ParseRate(
                "--rate", parse.GetRequiredValue(s_rate), LeakOptions.MinimumRate, LeakOptions.MaximumRate),
            ByteSize.Parse("--block", parse.GetRequiredValue(s_block), 1, MaximumBlock),
            OptionText.Tag("--tag", parse.GetRequiredValue(s_tag)),
            LeakLimit.Parse("--until", parse.GetRequiredValue(s_until)))
        {
            SavePath = TextFile.Check("--save", parse.GetValue(s_save)),
        };
    }

    private static void State(ToolContext context, string source, ILeak leak, LeakOptions options)
    {
        context.Error.WriteLine(
            $"leaking {JsonDocumentWriter.NameOf(options.Kind)} pool at {ByteSize.Format(options.BytesPerSecond)}/s "
            + $"in blocks of {ByteSize.Format(options.BlockByteCount)}, tag '{options.Tag}', {options.Limit} "
            + $"({leak.Statement});");
        if (source == Self)
        {
            context.Error.WriteLine($"watch it from another terminal: expool mon {Environment.ProcessId}");
        }
    }

    private static bool IsConfirmed(ToolContext context)
    {
        if (context is not { OutputIsTerminal: true, InputIsTerminal: true })
        {
            throw new ToolException("leak eats memory and no terminal can be asked; expected --yes");
        }

        context.Error.Write("Go on? [y/N] ");
        string? answer = Console.In.ReadLine();
        return answer is "y" or "Y" or "yes";
    }

    private static void Report(
        ToolContext context, string source, LeakOptions options, LeakOutcome outcome, bool isJson)
    {
        if (isJson)
        {
            JsonDocumentWriter.WriteLine(context.Out, json => LeakJson.Write(json, source, options, outcome));
            return;
        }

        context.Print(LeakScreen.Lines(options, outcome));
    }
}
