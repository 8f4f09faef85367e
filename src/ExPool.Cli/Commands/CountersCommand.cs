using System;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Counters;
using ExPool.Inspection;

namespace ExPool.Cli.Commands;

/// <summary><c>expool counters</c>: the performance object Memory of a machine.</summary>
internal static class CountersCommand
{
    private static readonly Option<string?> s_every = new("--every")
    {
        Description = "Look again and again; rates are between two looks. Of a machine that runs.",
        HelpName = "DURATION",
    };

    private static readonly Option<string?> s_count = new("--count")
    {
        Description = "With --every: so many looks.",
        HelpName = "NUMBER",
    };

    private static readonly Option<string?> s_explain = new("--explain")
    {
        Description = "Only this counter, and what it means.",
        HelpName = "NAME",
    };

    private static readonly Option<bool> s_csv = new("--csv") { Description = "PDH-CSV, as typeperf writes it." };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document at each look." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "counters",
            "The counters of a machine's performance object Memory, by NT's names.",
            "expool counters model:leak.machine",
            "expool counters model:leak.machine --explain 'Pool Paged Allocs'",
            "expool counters model:leak.machine --csv",
            "expool counters model:lab --every 500ms --count 3 --json");
        SourceArgument source = new(command, isMachine: true);
        foreach (Option option in (Option[])[s_every, s_count, s_explain, s_csv, s_json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            CounterOptions options = Read(parse);
            using ISnapshotSource opened = source.Open(parse);
            return CounterRun.Run(context, SourceArgument.Machine(opened), source.Moniker(parse), options);
        });
        return command;
    }

    private static CounterOptions Read(ParseResult parse)
    {
        if (parse.GetValue(s_json) && parse.GetValue(s_csv))
        {
            throw new ToolException("--json and --csv exclude each other; expected one of them");
        }

        string? name = parse.GetValue(s_explain);
        TimeSpan? interval = parse.GetValue(s_every) is { } every
            ? DurationText.Parse("--every", every, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1))
            : null;
        int? count = parse.GetValue(s_count) is { } text ? OptionText.Integer("--count", text, 1, int.MaxValue) : null;
        if (count is not null && interval is null)
        {
            throw new ToolException("--count needs --every; else there is one look");
        }

        return new(
            name is null ? MemoryObject.Counters : [MemoryObject.Find("--explain", name)],
            interval,
            count,
            parse.GetValue(s_json) ? CounterForm.Json : parse.GetValue(s_csv) ? CounterForm.Csv : CounterForm.Screen,
            IsExplained: name is not null);
    }
}
