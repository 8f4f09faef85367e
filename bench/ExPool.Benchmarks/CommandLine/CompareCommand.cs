using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Reports;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.CommandLine;

/// <summary><c>compare</c>: the pools beside other allocators, in one run.</summary>
internal static class CompareCommand
{
    private const int FewestPairs = 15; // Fewer pairs give an interval too wide for a claim within 5 %.
    private const int MostRounds = 1001;

    private static readonly Option<bool> s_quick = new("--quick")
    {
        Description = "Shorter samples, 7 rounds, memory idles 2 seconds: to look at, not to quote.",
    };

    private static readonly Option<string> s_json = new("--json")
    {
        Description = "Write all values as one JSON document.",
        HelpName = "FILE",
    };

    private static readonly Option<string> s_markdown = new("--markdown")
    {
        Description = "Write the table as a page, as bench/results keeps them.",
        HelpName = "FILE",
    };

    private static readonly Option<string> s_rows = new("--rows")
    {
        Description = "Only rows whose names match: pair.*,batch.64",
        HelpName = "PATTERN",
    };

    private static readonly Option<string> s_rounds = new("--rounds")
    {
        Description = "Samples of each allocator in each row; fewer than 7 are for looking.",
        HelpName = "N",
    };

    private static readonly Option<string> s_pairs = new("--pairs")
    {
        Description = "Instead of rounds, N pairs of ours and each peer, with an interval of the ratio; from 15.",
        HelpName = "N",
    };

    private static readonly Option<bool> s_list = new("--list") { Description = "Print the rows and measure nothing." };

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Command command = new("compare", "Measures the pools beside other allocators, by turns, in one run.");
        foreach (Option option in (Option[])[s_quick, s_json, s_markdown, s_rows, s_rounds, s_pairs, s_list])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            InvocationConfiguration streams = parse.InvocationConfiguration;
            Run(parse, streams.Output, streams.Error);
        });
        return command;
    }

    private static void Run(ParseResult parse, TextWriter output, TextWriter progress)
    {
        List<Row> rows = RowPattern.Choose(parse.GetValue(s_rows));
        MeasurePlan plan = PlanOf(parse);
        if (parse.GetValue(s_list))
        {
            WriteList(rows, output);
            return;
        }

        ResultFile? json = ResultFile.Of(s_json.Name, parse.GetValue(s_json));
        ResultFile? markdown = ResultFile.Of(s_markdown.Name, parse.GetValue(s_markdown));
        StaticTls.Provide(PeerBook.Libraries);
        MachineDescription machine = MachineDescription.Read();
        PeerBook peers = PeerBook.Open();
        Announce(machine, peers, plan, progress);
        string command = string.Join(' ', parse.Tokens);
        DateTimeOffset date = DateTimeOffset.UtcNow;
        List<RowResult> results = new Comparison(peers, plan, progress).Run(rows);
        ComparisonReport report = new(machine, command, date, plan, results, peers.Missing);
        json?.Write(stream => ComparisonJson.Write(stream, report));
        markdown?.Write(stream => ComparisonMarkdown.Write(stream, report));
        Print(report, output);
    }

    private static MeasurePlan PlanOf(ParseResult parse)
    {
        MeasurePlan plan = parse.GetValue(s_quick) ? MeasurePlan.Quick : new MeasurePlan();
        if (parse.GetValue(s_rounds) is { } rounds)
        {
            plan = plan with { Rounds = OptionNumbers.Integer("--rounds", rounds, 1, MostRounds) };
        }

        if (parse.GetValue(s_pairs) is { } pairs)
        {
            plan = plan with { Pairs = OptionNumbers.Integer("--pairs", pairs, FewestPairs, MostRounds) };
        }

        return plan;
    }

    private static void Announce(MachineDescription machine, PeerBook peers, MeasurePlan plan, TextWriter progress)
    {
        progress.WriteLine(
            $"{machine.Cpu}, {machine.Cores} cores, {machine.Runtime}, load {machine.Load ?? "unknown"}");
        foreach (MissingPeer missing in peers.Missing)
        {
            progress.WriteLine($"{missing.Name} takes no part: {missing.Reason}");
        }

        if (plan is { Pairs: 0, Rounds: < MeasurePlan.FewestQuotableRounds })
        {
            progress.WriteLine($"{plan.Rounds} rounds: to look at, not to quote");
        }

#if DEBUG
        progress.WriteLine("this is a Debug build: its numbers mean nothing");
#endif
    }

    private static void Print(ComparisonReport report, TextWriter output)
    {
        ComparisonTable.Of(report.Results).WriteText(output);
        output.WriteLine();
        if (ComparisonTable.IntervalsOf(report.Results) is { } intervals)
        {
            intervals.WriteText(output);
            output.WriteLine();
        }

        output.WriteLine(ComparisonTable.Legend);
        foreach (MissingPeer missing in report.Missing)
        {
            output.WriteLine($"missing: {missing.Name} ({missing.Reason})");
        }

        ComparisonTable.WriteSummary(report.Results, output);
    }

    private static void WriteList(IReadOnlyList<Row> rows, TextWriter output)
    {
        foreach (Row row in rows)
        {
            output.WriteLine($"{row.Id,-22} {row.Unit,-6} {row.Description}");
        }
    }
}
