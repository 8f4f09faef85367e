using System;
using System.CommandLine;
using ExPool.Benchmarks.Reports;

namespace ExPool.Benchmarks.CommandLine;

/// <summary>Where a verb's results go: the screen, and the files that <c>--json</c> and
/// <c>--markdown</c> name.</summary>
internal sealed class ResultOptions
{
    private readonly Option<string> _json = new("--json")
    {
        Description = "Write all values as one JSON document.",
        HelpName = "FILE",
    };

    private readonly Option<string> _markdown;

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="page">What <c>--markdown</c> writes.</param>
    public ResultOptions(
        Command command, string page = "Write the table as a page, as bench/results keeps them.")
    {
        _markdown = new Option<string>("--markdown") { Description = page, HelpName = "FILE" };
        command.Options.Add(_json);
        command.Options.Add(_markdown);
    }

    /// <summary>Measures, and gives the results out. Files that cannot be written are refused before.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="measure">Measures on this machine; is given the command line and the date.</param>
    public void Run(ParseResult parse, Func<MachineDescription, string, DateTimeOffset, IResultReport> measure)
    {
        ResultFile? json = ResultFile.Of(_json.Name, parse.GetValue(_json));
        ResultFile? markdown = ResultFile.Of(_markdown.Name, parse.GetValue(_markdown));
        MachineDescription machine = MachineDescription.Read();
        IResultReport report = measure(machine, string.Join(' ', parse.Tokens), DateTimeOffset.UtcNow);
        json?.Write(report.WriteJson);
        markdown?.Write(report.WriteMarkdown);
        report.ToTable().WriteText(parse.InvocationConfiguration.Output);
    }
}
