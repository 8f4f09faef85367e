using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Tests.CommandLine;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>Every example of a verb's help works, typed as it stands, with a real process and address.</summary>
/// <remarks>The examples of a verb run at the same time, since most of them wait for seconds to pass.</remarks>
public sealed partial class HelpExampleTests
{
    public static TheoryData<string> Verbs()
    {
        TheoryData<string> verbs = [];
        foreach (VerbCommand verb in AllVerbs())
        {
            verbs.Add(verb.Name);
        }

        return verbs;
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_shows_the_examples_of_the_verb(string name)
    {
        VerbCommand verb = Verb(name);
        (int exitCode, string output, string error) = ArgumentTests.Run($"{name} --help");
        Assert.Equal(ExitCode.Done, exitCode);
        Assert.Equal("", error);
        Assert.True(verb.Examples.Length >= 2);
        foreach (string example in verb.Examples.Span)
        {
            Assert.Contains($"  {example}", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task The_examples_of_the_verb_run(string name)
    {
        Requires.Linux();
        using TargetChild target = new(TargetMode.Pools);
        using MachineFolder machines = new(Verb(name).Examples.ToArray());
        using LiveMachine? live = Verb(name).Examples.ToArray().Any(IsOfLiveMachine) ? new() : null;
        List<(string Example, Task<ToolResult> Run)> running = [];
        foreach (string example in Verb(name).Examples.Span)
        {
            // Fifteen seconds; the other examples of the verb are the same but shorter.
            if (example != "expool demo")
            {
                LiveMachine? asked = IsOfLiveMachine(example) ? live : null;
                ProcessStartInfo start = ToolProcess.Start(Typed(example, target, asked));
                start.WorkingDirectory = machines.Path;
                running.Add((example, Task.Run(() => ToolProcess.Run(start))));
            }
        }

        foreach ((string example, Task<ToolResult> run) in running)
        {
            ToolResult result = await run;
            bool hasVerdict = name is "demo" or "boot";
            Assert.True(
                result.ExitCode == ExitCode.Done || (hasVerdict && result.ExitCode == ExitCode.Found),
                $"{example}: exit code {result.ExitCode}: {result.Error}");
        }
    }

    private static bool IsOfLiveMachine(string example) => example.Contains("model:lab", StringComparison.Ordinal);

    private static string[] Typed(string example, TargetChild target, LiveMachine? live)
    {
        string machine = live?.Name ?? LiveMachine.MakeName();
        string address = target.Address.ToString("x", CultureInfo.InvariantCulture);
        string line = example
            .Replace("1234", target.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("7f12a0001010", address, StringComparison.Ordinal)
            .Replace("model:lab", $"model:{machine}", StringComparison.Ordinal)
            .Replace("--name lab", $"--name {machine}", StringComparison.Ordinal);
        List<string> words = [];
        foreach (Match match in Words().Matches(line))
        {
            words.Add(match.Value.Trim('\''));
        }

        Assert.Equal("expool", words[0]);
        return [.. words[1..]];
    }

    private static VerbCommand Verb(string name) => AllVerbs().Find(verb => verb.Name == name)!;

    private static List<VerbCommand> AllVerbs()
    {
        List<VerbCommand> verbs = [];
        foreach (Command command in Tool.Build(new ToolContext(TextWriter.Null, TextWriter.Null)).Subcommands)
        {
            if (command is VerbCommand { Hidden: false } verb)
            {
                verbs.Add(verb);
            }
        }

        return verbs;
    }

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Words();
}
