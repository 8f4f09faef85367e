using System;
using System.CommandLine;
using System.IO;
using ExPool.Benchmarks.Machines;
using ExPool.Benchmarks.Reports;

namespace ExPool.Benchmarks.CommandLine;

/// <summary><c>model</c>: how fast the model computer is, and what it costs.</summary>
internal static class ModelCommand
{
    private static readonly Option<bool> s_quick = new("--quick")
    {
        Description = "Fewer accesses, 7 rounds, no large machine: to look at.",
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

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Command command = new("model", "Measures the model computer: accesses, pairs, exhausted pools and boots.");
        command.Options.Add(s_quick);
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
        ModelPlan plan = parse.GetValue(s_quick) ? ModelPlan.Quick : ModelPlan.Full;
        ModelReport report = new(
            machine, string.Join(' ', parse.Tokens), date, plan, new ModelRun(plan, progress).Run());
        json?.Write(report.WriteJson);
        markdown?.Write(report.WriteMarkdown);
        report.ToTable().WriteText(output);
    }
}
