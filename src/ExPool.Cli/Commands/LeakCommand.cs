using System;
using System.CommandLine;
using System.Globalization;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Leaking;

namespace ExPool.Cli.Commands;

/// <summary><c>expool leak</c>: leaks pool on purpose, as NotMyFault does.</summary>
internal static class LeakCommand
{
    private static readonly Argument<string> s_source = new("SOURCE") { Description = "self: this process." };

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
        Description = "When to stop: exhausted, a time as 30s, or a size as 2GB.",
        HelpName = "LIMIT",
        DefaultValueFactory = _ => "exhausted",
    };

    private static readonly Option<bool> s_yes = new("--yes") { Description = "Do not ask first." };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document at the end." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "leak",
            "Leaks pool on purpose in this process, so that another can watch it; frees all at the end.",
            "expool leak self --pool paged --rate 10MB/s --until 5s --yes",
            "expool leak self --pool nonpaged --rate 100KB/s --block 4KB --tag Oops --until 1MB --yes --json");
        command.Arguments.Add(s_source);
        foreach (Option option in (Option[])[s_pool, s_rate, s_block, s_tag, s_until, s_yes, s_json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            LeakOptions options = Read(parse);
            State(context, options);
            if (!parse.GetValue(s_yes) && !IsConfirmed(context))
            {
                context.Error.WriteLine("nothing was leaked");
                return ExitCode.Done;
            }

            LeakOutcome outcome = LeakRun.Run(context, options);
            Report(context, options, outcome, parse.GetValue(s_json));
            bool wantedMore = options.Limit is not { ByteCount: null, Time: null };
            return outcome.End == LeakEnd.Exhausted && wantedMore ? ExitCode.Found : ExitCode.Done;
        });
        return command;
    }

    private static LeakOptions Read(ParseResult parse)
    {
        const ulong MaximumBlock = 1UL << 30;
        string source = parse.GetRequiredValue(s_source);
        if (source != "self")
        {
            throw new ToolException($"leak cannot serve '{source}': it leaks only self", ExitCode.NotAvailable);
        }

        return new(
            OptionText.Pool("--pool", parse.GetRequiredValue(s_pool)) ?? PoolKind.Paged,
            ByteSize.ParseRate(
                "--rate", parse.GetRequiredValue(s_rate), LeakOptions.MinimumRate, LeakOptions.MaximumRate),
            ByteSize.Parse("--block", parse.GetRequiredValue(s_block), 1, MaximumBlock),
            OptionText.Tag("--tag", parse.GetRequiredValue(s_tag)),
            LeakLimit.Parse("--until", parse.GetRequiredValue(s_until)));
    }

    private static void State(ToolContext context, LeakOptions options)
    {
        string maximum = KernelPool.Capture()[options.Kind].MaximumBytes is { } byteCount
            ? ByteSize.Format(byteCount)
            : "-";
        context.Error.WriteLine(
            $"leaking {JsonDocumentWriter.NameOf(options.Kind)} pool at {ByteSize.Format(options.BytesPerSecond)}/s "
            + $"in blocks of {ByteSize.Format(options.BlockByteCount)}, tag '{options.Tag}', {options.Limit} "
            + $"(the pool's maximum is {maximum});");
        context.Error.WriteLine($"watch it from another terminal: expool mon {Environment.ProcessId}");
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

    private static void Report(ToolContext context, LeakOptions options, LeakOutcome outcome, bool isJson)
    {
        if (isJson)
        {
            JsonDocumentWriter.WriteLine(context.Out, json => LeakJson.Write(json, options, outcome));
            return;
        }

        string end = outcome.End switch
        {
            LeakEnd.Exhausted => "the pool was exhausted",
            LeakEnd.Limit => "the limit was reached",
            _ => "stopped",
        };
        context.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"leaked {ByteSize.Format(outcome.ByteCount)} in {outcome.BlockCount} blocks in "
            + $"{outcome.Time.TotalSeconds:0.0} s: {end}; everything is freed"));
    }
}
