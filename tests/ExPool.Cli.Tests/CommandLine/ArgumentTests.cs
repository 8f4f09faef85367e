using System.IO;
using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

/// <summary>What was typed wrongly is one line on standard error and exit code 2; no result is printed.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData("frobnicate", "'frobnicate' is not a verb; 'expool' alone prints the verbs")]
    [InlineData("--frobnicate", "'--frobnicate' is not a verb; 'expool' alone prints the verbs")]
    [InlineData("mon", "Required argument 'SOURCE' missing for command: 'mon'; see 'expool mon --help'")]
    [InlineData("mon 1 2", "Unrecognized command or argument '2'; see 'expool mon --help'")]
    [InlineData("mon self --frobnicate", "Unrecognized command or argument '--frobnicate'; see 'expool mon --help'")]
    [InlineData("mon self --interval", "Required argument missing for option: '--interval'; see 'expool mon --help'")]
    [InlineData("mon self --interval 0", "--interval '0' is not allowed; expected seconds from 0.1 to 60")]
    [InlineData("mon self --interval 61", "--interval '61' is not allowed; expected seconds from 0.1 to 60")]
    [InlineData("mon self --interval fast", "--interval 'fast' is not allowed; expected seconds from 0.1 to 60")]
    [InlineData("mon self --top 0", "--top '0' is not allowed; expected a whole number from 1 to 1000000")]
    [InlineData("mon self --pool session", "--pool 'session' is not a pool; expected nonpaged or paged")]
    [InlineData(
        "mon self --sort x",
        "--sort 'x' is not a sort key; expected t (tag), a (allocs), f (frees), d (diff), b (bytes) "
        + "or m (bytes per alloc)")]
    [InlineData("mon self --json --csv", "--json and --csv exclude each other; expected one of them")]
    [InlineData("poolused self --sort x", "--sort 'x' is not a sort key; expected tag, nonpaged or paged")]
    [InlineData(
        "poolused self --tag ABCDE",
        "--tag 'ABCDE' matches no tag; expected 1 to 4 characters, with * for any run and ? for one")]
    [InlineData(
        "poolfind self ABCDE",
        "TAG 'ABCDE' matches no tag; expected 1 to 4 characters, with * for any run and ? for one")]
    [InlineData(
        "pool self xyz", "ADDRESS 'xyz' is not an address; expected up to 16 hexadecimal digits, as 0x7f12a0001010")]
    [InlineData(
        "poolval self xyz", "ADDRESS 'xyz' is not an address; expected up to 16 hexadecimal digits, as 0x7f12a0001010")]
    [InlineData("leak self --rate 1MB/s", "Option '--pool' is required; see 'expool leak --help'")]
    [InlineData(
        "leak self --pool paged --rate 1MB", "--rate '1MB' is not a rate; expected a size and /s, as 10MB/s")]
    [InlineData(
        "leak self --pool paged --rate 1B/s", "--rate 1B/s is out of bounds; expected 1 KB/s to 64 GB/s")]
    [InlineData(
        "leak self --pool paged --rate 1MB/s --block 7",
        "--block '7' is not a size; expected a number with B, KB, MB or GB, as 64KB")]
    [InlineData(
        "leak self --pool paged --rate 1MB/s --tag Leaks",
        "--tag 'Leaks' is not a tag; expected 1 to 4 characters from space to '~'")]
    [InlineData(
        "leak self --pool paged --rate 1MB/s --until never",
        "--until 'never' is no limit; expected exhausted, seconds as 30s, or a size as 2GB")]
    [InlineData("demo --seed x", "--seed 'x' is not allowed; expected a whole number from 0 to 2147483647")]
    [InlineData(
        "demo --seconds 5",
        "--seconds 5 is too short: in less than 6 s growth that ends cannot be told from growth that goes on; "
        + "expected 6 to 3600")]
    public void A_mistake_is_one_line_that_says_what_was_expected(string commandLine, string expected)
    {
        (int exitCode, string output, string error) = Run(commandLine);
        Assert.Equal($"expool: {expected}\n", error.ReplaceLineEndings("\n"));
        Assert.Equal("", output);
        Assert.Equal(ExitCode.BadInput, exitCode);
    }

    [Fact]
    public void Leak_needs_yes_where_no_terminal_can_be_asked()
    {
        (int exitCode, string output, string error) = Run("leak self --pool paged --rate 1MB/s");
        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.EndsWith(
            "expool: leak eats memory and no terminal can be asked; expected --yes\n",
            error.ReplaceLineEndings("\n"),
            System.StringComparison.Ordinal);
        Assert.Equal("", output);
    }

    [Fact]
    public void Leak_serves_only_self() =>
        Assert.Equal(ExitCode.NotAvailable, Run("leak pid:1 --pool paged --rate 1MB/s").ExitCode);

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    public void The_tool_alone_prints_the_map_of_verbs(string commandLine)
    {
        (int exitCode, string output, string error) = Run(commandLine);
        Assert.Equal(ExitCode.Done, exitCode);
        Assert.Equal("", error);
        Expectation.Equal("map.txt", output);
    }

    internal static (int ExitCode, string Output, string Error) Run(string commandLine)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ToolContext context = new(output, error);
        string[] arguments = commandLine.Length == 0 ? [] : commandLine.Split(' ');
        int exitCode = Tool.Run(arguments, context);
        return (exitCode, output.ToString(), error.ToString());
    }
}
