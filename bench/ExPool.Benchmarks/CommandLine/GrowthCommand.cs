using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using ExPool.Benchmarks.Growth;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Reports;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.CommandLine;

/// <summary><c>growth</c>: what happens to the cost when something grows.</summary>
internal static class GrowthCommand
{
    private static readonly Option<bool> s_quick = new("--quick") { Description = "Shorter samples, 7 rounds." };

    private static readonly Option<string> s_json = new("--json")
    {
        Description = "Write all values as one JSON document.",
        HelpName = "FILE",
    };

    private static readonly Option<string> s_tables = new("--tables")
    {
        Description = "Only these, separated by commas: live, replace, tags, threads, pool.",
        HelpName = "NAMES",
    };

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Command command = new("growth", "Measures the cost against live blocks, tags, threads and pool size.");
        command.Options.Add(s_quick);
        command.Options.Add(s_json);
        command.Options.Add(s_tables);
        command.SetAction(parse =>
        {
            InvocationConfiguration streams = parse.InvocationConfiguration;
            Run(parse, streams.Output, streams.Error);
        });
        return command;
    }

    private static void Run(ParseResult parse, TextWriter output, TextWriter progress)
    {
        List<GrowthSeries> questions = Choose(parse.GetValue(s_tables));
        ResultFile? json = ResultFile.Of(s_json.Name, parse.GetValue(s_json));
        MachineDescription machine = MachineDescription.Read();
        DateTimeOffset date = DateTimeOffset.UtcNow;
        MeasurePlan plan = parse.GetValue(s_quick) ? MeasurePlan.Quick : new MeasurePlan();
        GrowthRun run = new(PeerBook.Open(), plan, progress);
        List<GrowthTable> tables = [];
        foreach (GrowthSeries question in questions)
        {
            GrowthTable table = run.Run(question);
            tables.Add(table);
            GrowthChart.Write(table, output);
        }

        json?.Write(stream => GrowthJson.Write(stream, machine, string.Join(' ', parse.Tokens), date, tables));
    }

    private static List<GrowthSeries> Choose(string? names)
    {
        if (names is null)
        {
            return [.. GrowthQuestions.All];
        }

        List<GrowthSeries> chosen = [];
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries))
        {
            GrowthSeries? found = null;
            foreach (GrowthSeries question in GrowthQuestions.All)
            {
                if (question.Id == name)
                {
                    found = question;
                }
            }

            chosen.Add(found ?? throw new BenchException(
                $"--tables '{name}' is not known; expected live, replace, tags, threads or pool"));
        }

        return chosen;
    }
}
