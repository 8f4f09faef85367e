using ExPool.Cli.Screens;
using Xunit;

namespace ExPool.Cli.Tests.Screens;

public sealed class SparklineTests
{
    [Theory]
    [InlineData("", 8, "")]
    [InlineData("5", 8, "▁")]
    [InlineData("5 5 5", 8, "▁▁▁")]
    [InlineData("0 1 2 3 4 5 6 7", 8, "▁▂▃▄▅▆▇█")]
    [InlineData("0 1 2 3 4 5 6 7", 4, "▂▄▆█")]
    [InlineData("0 18446744073709551615", 8, "▁█")]
    public void A_bar_is_as_high_as_its_value(string values, int width, string expected)
    {
        ulong[] numbers = values.Length == 0 ? [] : System.Array.ConvertAll(
            values.Split(' '), text => ulong.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(expected, Sparkline.Draw(numbers, width));
    }
}
