using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

public sealed class TagPatternTests
{
    [Theory]
    [InlineData("Leak", "Leak", true)]
    [InlineData("leak", "Leak", false)]
    [InlineData("Io", "Io  ", true)]
    [InlineData("Io", "IoFs", false)]
    [InlineData("Io*", "IoFs", true)]
    [InlineData("*", "Proc", true)]
    [InlineData("*c", "Proc", true)]
    [InlineData("P??c", "Proc", true)]
    [InlineData("P?c", "Proc", false)]
    [InlineData("P*c", "Proc", true)]
    [InlineData("?*?*?*?*", "Proc", true)]
    public void A_pattern_chooses_tags_as_the_debugger_does(string pattern, string tag, bool matches) =>
        Assert.Equal(matches, new TagPattern("--tag", pattern).Matches(new PoolTag(tag)));

    [Theory]
    [InlineData("")]
    [InlineData("ABCDE")]
    [InlineData("AB*CDE")]
    public void A_pattern_that_no_tag_can_match_is_refused(string pattern)
    {
        ToolException refusal = Assert.Throws<ToolException>(() => new TagPattern("--tag", pattern));
        Assert.Equal(ExitCode.BadInput, refusal.ExitCode);
        Assert.StartsWith("--tag ", refusal.Message, System.StringComparison.Ordinal);
    }
}
