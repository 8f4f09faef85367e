using System;
using System.IO;
using ExPool.Benchmarks.CommandLine;
using ExPool.Benchmarks.Rows;
using Xunit;

namespace ExPool.Benchmarks.Tests.CommandLine;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("--rows 'pair.17' matches no row", "compare", "--rows", "pair.17")]
    [InlineData("--rounds '0' is not allowed; expected a whole number from 1 to 1001", "compare", "--rounds", "0")]
    [InlineData("--pairs '14' is not allowed; expected a whole number from 15 to 1001", "compare", "--pairs", "14")]
    [InlineData("--json 'no/such/folder/x.json' cannot be written", "compare", "--json", "no/such/folder/x.json")]
    [InlineData("--markdown 'no/such/folder/x.md' cannot be written", "compare", "--markdown", "no/such/folder/x.md")]
    [InlineData("--tables 'nothing' is not known", "growth", "--tables", "nothing")]
    [InlineData("--json 'no/such/folder/x.json' cannot be written", "growth", "--json", "no/such/folder/x.json")]
    [InlineData("--json 'no/such/folder/x.json' cannot be written", "steps", "--json", "no/such/folder/x.json")]
    [InlineData("--markdown 'no/such/folder/x.md' cannot be written", "tuner", "--markdown", "no/such/folder/x.md")]
    [InlineData("--markdown 'no/such/folder/x.md' cannot be written", "model", "--markdown", "no/such/folder/x.md")]
    [InlineData("--fast", "compare", "--fast")]
    [InlineData("race", "race")]
    public void What_is_wrong_is_told_in_one_line_with_exit_code_2(string expected, params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();

        int exitCode = BenchTool.Run(arguments, output, error);

        Assert.Equal(2, exitCode);
        Assert.Empty(output.ToString());
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.Contains(expected, error.ToString());
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        using StringWriter error = new();

        Assert.Equal(2, BenchTool.Run(["compare", "--json", Path.GetTempPath()], TextWriter.Null, error));
        Assert.Contains("it is a folder", error.ToString());
    }

    [Fact]
    public void A_refused_run_leaves_no_file()
    {
        string path = Path.Combine(Path.GetTempPath(), $"bench-{Environment.ProcessId}.json");

        Assert.Equal(2, BenchTool.Run(
            ["compare", "--json", path, "--markdown", "no/such/folder/x.md"], TextWriter.Null, TextWriter.Null));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + "*"));
    }

    [Fact]
    public void The_list_has_every_row()
    {
        using StringWriter output = new();

        Assert.Equal(0, BenchTool.Run(["compare", "--list"], output, TextWriter.Null));
        Assert.All(RowTable.All, row => Assert.Contains($"{row.Id} ", output.ToString()));
    }
}
