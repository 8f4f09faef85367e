using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Monitoring;
using ExPool.Inspection;

namespace ExPool.Cli.Commands;

/// <summary><c>expool mon</c>: the table of tags, live or once.</summary>
internal static class MonCommand
{
    private static readonly Option<string> s_interval = new("--interval")
    {
        Description = "Seconds between refreshes, 0.1 to 60.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => "1",
    };

    private static readonly Option<bool> s_once = new("--once") { Description = "Print one table and end." };

    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "One JSON document with --once, else one line of JSON per refresh.",
    };

    private static readonly Option<bool> s_csv = new("--csv")
    {
        Description = "Comma-separated rows, once with --once, else at each refresh.",
    };

    private static readonly Option<string> s_sort = new("--sort")
    {
        Description = "t tag, a allocs, f frees, d diff, b bytes, m bytes per alloc.",
        HelpName = "t|a|f|d|b|m",
        DefaultValueFactory = _ => "t",
    };

    private static readonly Option<string?> s_pool = new("--pool")
    {
        Description = "Only this pool.",
        HelpName = "nonpaged|paged",
    };

    private static readonly Option<string?> s_top = new("--top")
    {
        Description = "Only the first rows.",
        HelpName = "COUNT",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "mon",
            "Live table of the pool tags of a process, as poolmon shows it.",
            "expool mon 1234",
            "expool mon pid:1234 --once --sort b --top 10",
            "expool mon pid:1234 --once --json",
            "expool mon pid:1234 --pool paged --once --csv");
        SourceArgument source = new(command);
        foreach (Option option in (Option[])[s_interval, s_once, s_json, s_csv, s_sort, s_pool, s_top])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            MonitorOptions options = Read(parse);
            using ISnapshotSource opened = source.Open(parse);
            return MonitorRun.Run(context, opened, source.Moniker(parse), options);
        });
        return command;
    }

    private static MonitorOptions Read(ParseResult parse)
    {
        MonitorOptions options = new()
        {
            Interval = OptionText.Seconds("--interval", parse.GetRequiredValue(s_interval), 0.1, 60),
            Sort = OptionText.Sort("--sort", parse.GetRequiredValue(s_sort)),
            Pool = OptionText.Pool("--pool", parse.GetValue(s_pool)),
            Top = parse.GetValue(s_top) is { } top ? OptionText.Integer("--top", top, 1, 1_000_000) : null,
            IsOnce = parse.GetValue(s_once),
            Form = parse.GetValue(s_json) ? MonitorForm.Json
                : parse.GetValue(s_csv) ? MonitorForm.Csv
                : MonitorForm.Screen,
        };
        return parse.GetValue(s_json) && parse.GetValue(s_csv)
            ? throw new ToolException("--json and --csv exclude each other; expected one of them")
            : options;
    }
}
