using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

public sealed class OptionTextTests
{
    [Theory]
    [InlineData("0x7f12a0001010", 0x7f12a0001010UL)]
    [InlineData("7F12A0001010", 0x7f12a0001010UL)]
    [InlineData("ffffe000`00012340", 0xffffe00000012340UL)]
    [InlineData("FFFFE000_00012340", 0xffffe00000012340UL)]
    [InlineData("0", 0UL)]
    public void An_address_is_hexadecimal(string text, ulong expected) =>
        Assert.Equal(expected, OptionText.Address("ADDRESS", text));

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("g1")]
    [InlineData("-1")]
    [InlineData("11112222333344445")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.Throws<ToolException>(() => OptionText.Address("ADDRESS", text));

    [Theory]
    [InlineData("nan")]
    [InlineData("0.05")]
    [InlineData("61")]
    [InlineData("1,5")]
    [InlineData("")]
    public void Seconds_out_of_bounds_are_refused(string text) =>
        Assert.Throws<ToolException>(() => OptionText.Seconds("--interval", text, 0.1, 60));
}
