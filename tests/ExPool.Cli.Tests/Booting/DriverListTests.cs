using ExPool.Cli.Booting;
using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Booting;

/// <summary>Drivers and their parameters are both separated by commas, and are never confused.</summary>
public sealed class DriverListTests
{
    [Theory]
    [InlineData("FileServer", "FileServer")]
    [InlineData("FileServer,Leaker", "FileServer|Leaker")]
    [InlineData("Leaker:rate=50MB/s,pool=paged", "Leaker:rate=50MB/s,pool=paged")]
    [InlineData("Leaker:rate=50MB/s,pool=paged,FileServer", "Leaker:rate=50MB/s,pool=paged|FileServer")]
    [InlineData("FileServer,rate=5,Leaker:size=1,FileServer", "FileServer:rate=5|Leaker:size=1|FileServer")]
    [InlineData("Leaker:a=1,Leaker:a=2", "Leaker:a=1|Leaker:a=2")]
    [InlineData("Odd:path=C:,next=1, FileServer", "Odd:path=C:,next=1|FileServer")]
    public void A_part_with_a_value_belongs_to_the_driver_before_it(string text, string expected) =>
        Assert.Equal(expected.Split('|'), DriverList.Parse("--drivers", [text]));

    [Fact]
    public void Several_lists_follow_each_other() =>
        Assert.Equal(["A", "B:x=1", "C"], DriverList.Parse("--drivers", ["A,B:x=1", "C"]));

    [Theory]
    [InlineData("")]
    [InlineData("FileServer,")]
    [InlineData("FileServer,,Leaker")]
    [InlineData("rate=5MB/s")]
    public void A_list_without_a_driver_is_refused(string text) =>
        Assert.Throws<ToolException>(() => DriverList.Parse("--drivers", ["FileServer", text]));
}
