using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace ExPool.Repository.Tests.Docs;

/// <summary>The README shows only what is compiled and run: its code is a marked part of a sample.</summary>
public sealed partial class ReadmeTests
{
    private const int MaximumLines = 200;
    private const string MainJob = "dotnet run -c Release --project src/ExPool.Cli -- demo";
    private const string AllTests = "dotnet test";

    private static readonly string s_readme = SourceTree.Read("README.md");

    [Fact]
    public void It_is_at_most_200_lines_long()
    {
        int lineCount = s_readme.AsSpan().Count('\n');

        Assert.True(lineCount <= MaximumLines, $"README.md has {lineCount} lines; at most {MaximumLines}");
    }

    [Fact]
    public void Every_example_in_CSharp_is_a_part_of_a_sample()
    {
        IEnumerable<string> wrong =
            from Match block in Block().Matches(s_readme)
            where block.Groups["language"].Value == "csharp"
            let problem = ProblemOf(block.Groups["source"].Value, block.Groups["text"].Value)
            where problem is not null
            select problem;

        Findings.AreNone(wrong);
    }

    [Fact]
    public void Every_sample_is_shown()
    {
        IEnumerable<string> hidden = SourceTree.Files(".csproj")
            .Where(path => path.StartsWith("samples/", StringComparison.Ordinal))
            .Select(path => path[..path.LastIndexOf('/')])
            .Where(folder => !s_readme.Contains($"<!-- {folder}/", StringComparison.Ordinal));

        Findings.AreNone(hidden);
    }

    [Fact]
    public void Its_first_commands_run_the_main_job_and_the_tests()
    {
        IEnumerable<string> commands = Commands().Take(2);

        Assert.Equal([MainJob, AllTests], commands);
    }

    [Fact]
    public void The_check_of_the_repository_runs_its_first_commands()
    {
        string script = SourceTree.Read(".ci/run");

        Assert.Contains(MainJob, script);
        Assert.Contains(AllTests + "\n", script);
    }

    [Fact]
    public void The_samples_are_short()
    {
        IEnumerable<string> tooLong = SourceTree.Files(".cs")
            .Where(path => path.StartsWith("samples/", StringComparison.Ordinal))
            .Where(path => SourceTree.Read(path).AsSpan().Count('\n') > 60);

        Findings.AreNone(tooLong);
    }

    [GeneratedRegex(@"(<!-- (?<source>\S+) -->\n)?```(?<language>\w*)\n(?<text>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^ *// <readme>\n(?<text>.*?)^ *// </readme>$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Part();

    private static string? ProblemOf(string source, string text)
    {
        if (source.Length == 0)
        {
            return "a block has no '<!-- samples/… -->' line before it:\n" + text;
        }

        MatchCollection parts = Part().Matches(SourceTree.Read(source));
        string part = string.Concat(parts.Select(match => match.Groups["text"].Value));
        return Dedent(part) == text ? null : $"{source}: the part marked <readme> is not the README's block:\n{text}";
    }

    private static string Dedent(string text)
    {
        string[] lines = text.Split('\n');
        int indent = lines.Where(line => line.Trim().Length > 0)
            .Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty()
            .Min();
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..] : line));
    }

    private static IEnumerable<string> Commands() =>
        from Match block in Block().Matches(s_readme)
        where block.Groups["language"].Value == "sh"
        from line in block.Groups["text"].Value.Split('\n')
        let command = line.Split('#')[0].Trim()
        where command.Length > 0
        select command;
}
