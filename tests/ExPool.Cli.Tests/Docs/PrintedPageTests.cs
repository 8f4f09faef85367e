using System.IO;
using System.Text.RegularExpressions;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Tests.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Docs;

/// <summary>What pages show after a command is what the command prints, and their pictures are what it
/// draws.</summary>
/// <remarks>A block belongs to the command in the remark before it. With EXPOOL_WRITE=1 both are written.</remarks>
public sealed partial class PrintedPageTests
{
    [Theory]
    [InlineData("docs/concepts/limits.md", 6)]
    public void Blocks_are_what_the_command_prints(string page, int leastCount)
    {
        int count = 0;
        string text = Checkout.Read(page);
        string printed = Block().Replace(text, match =>
        {
            count++;
            return $"<!-- expool {match.Groups[1].Value} -->\n```text\n{Run(match.Groups[1].Value).TrimEnd()}\n```";
        });
        Assert.True(count >= leastCount, $"{page} has {count} blocks; expected {leastCount}");
        if (Checkout.IsWriting)
        {
            File.WriteAllText(Checkout.PathOf(page), printed);
        }

        Assert.Equal(printed, Checkout.Read(page));
    }

    [Theory]
    [InlineData("docs/concepts/limits.md", 4)]
    public void Pictures_are_what_the_command_draws(string page, int leastCount)
    {
        MatchCollection pictures = Picture().Matches(Checkout.Read(page));
        Assert.True(pictures.Count >= leastCount, $"{page} has {pictures.Count} pictures; expected {leastCount}");
        string folder = Path.GetDirectoryName(page)!;
        foreach (Match picture in pictures)
        {
            Assert.Equal(picture.Groups[2].Value, picture.Groups[3].Value);
            string name = Path.Combine(folder, picture.Groups[2].Value);
            string drawn = Path.GetTempFileName();
            try
            {
                Run($"{picture.Groups[1].Value} --chart {drawn}");
                if (Checkout.IsWriting)
                {
                    File.WriteAllText(Checkout.PathOf(name), File.ReadAllText(drawn));
                }

                Assert.Equal(File.ReadAllText(drawn), Checkout.Read(name));
            }
            finally
            {
                File.Delete(drawn);
            }
        }
    }

    private static string Run(string commandLine)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(commandLine);
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, exitCode);
        return output.ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"<!-- expool ([^\n]*) -->\n```text\n.*?```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"<!-- expool ([^\n]*) --chart (\S+) -->\n!\[[^\]]*\]\((\S+)\)")]
    private static partial Regex Picture();
}
