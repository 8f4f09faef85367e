using System;
using System.CommandLine;
using System.IO;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Reports;
using ExPool.Benchmarks.Steps;

namespace ExPool.Benchmarks.CommandLine;

/// <summary><c>steps</c>: what each step of one request costs.</summary>
internal static class StepsCommand
{
    private static readonly Option<string> s_json = new("--json")
    {
        Description = "Write all values as one JSON document.",
        HelpName = "FILE",
    };

    private static readonly Option<string> s_markdown = new("--markdown")
    {
        Description = "Write the table as docs/internals/life-of-an-allocation.md holds it.",
        HelpName = "FILE",
    };

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Command command = new("steps", "Measures each step of one request, from the shortest way to fresh pages.");
        command.Options.Add(s_json);
        command.Options.Add(s_markdown);
        command.SetAction(parse =>
        {
            InvocationConfiguration streams = parse.InvocationConfiguration;
            Run(parse, streams.Output, streams.Error);
        });
        return command;
    }

    private static void Run(ParseResult parse, TextWriter output, TextWriter progress)
    {
        ResultFile? json = ResultFile.Of(s_json.Name, parse.GetValue(s_json));
        ResultFile? markdown = ResultFile.Of(s_markdown.Name, parse.GetValue(s_markdown));
        MachineDescription machine = MachineDescription.Read();
        DateTimeOffset date = DateTimeOffset.UtcNow;
        MeasurePlan plan = new();
        StepsReport report = new(
            machine, string.Join(' ', parse.Tokens), date, plan.Rounds, new StepsRun(plan, progress).Run());
        json?.Write(report.WriteJson);
        markdown?.Write(report.WriteMarkdown);
        report.ToTable().WriteText(output);
    }
}
