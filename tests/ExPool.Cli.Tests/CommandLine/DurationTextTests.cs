using System;
using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("10m", 600)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d", 86_400)]
    public void A_duration_is_numbers_with_units(string text, double seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds), DurationText.Parse("--for", text, TimeSpan.Zero, TimeSpan.FromDays(2)));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1w")]
    [InlineData("1S")]
    [InlineData("99999999999999999999999d")]
    [InlineData("3d")]
    public void Anything_else_is_refused(string text) => Assert.Throws<ToolException>(
        () => DurationText.Parse("--for", text, TimeSpan.Zero, TimeSpan.FromDays(2)));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(4.844, "4.844s")]
    [InlineData(200, "3m 20s")]
    [InlineData(3605, "1h 0m 5s")]
    [InlineData(90_000, "25h 0m 0s")]
    public void People_read_minutes_and_hours(double seconds, string expected) =>
        Assert.Equal(expected, DurationText.Format(TimeSpan.FromSeconds(seconds)));
}
