using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1B", 1)]
    [InlineData("64KB", 65536)]
    [InlineData("64 kb", 65536)]
    [InlineData("1.5MB", 1572864)]
    [InlineData("2GB", 2147483648)]
    [InlineData("0B", 0)]
    public void A_size_is_a_number_with_a_unit(string text, ulong expected)
    {
        Assert.True(ByteSize.TryParse(text, out ulong byteCount));
        Assert.Equal(expected, byteCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("KB")]
    [InlineData("12")]
    [InlineData("-1KB")]
    [InlineData("1TB")]
    [InlineData("1e3KB")]
    [InlineData("NaNB")]
    [InlineData("InfinityGB")]
    [InlineData("99999999999999GB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Fact]
    public void A_refusal_names_the_option_the_value_and_what_was_expected()
    {
        Assert.Equal(
            "--rate '10' is not a rate; expected a size and /s, as 10MB/s",
            Assert.Throws<ToolException>(() => ByteSize.ParseRate("--rate", "10", 1, 100)).Message);
        Assert.Equal(
            "--block 2GB is out of bounds; expected 1 B to 1 GB",
            Assert.Throws<ToolException>(() => ByteSize.Parse("--block", "2GB", 1, 1 << 30)).Message);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KB")]
    [InlineData(1536, "1.5 KB")]
    [InlineData(204800, "200 KB")]
    [InlineData(1.0 * 1024 * 1024 * 1024 * 1024, "1024 GB")]
    [InlineData(-2048, "-2 KB")]
    public void A_size_reads_well(double byteCount, string expected) =>
        Assert.Equal(expected, ByteSize.Format(byteCount));
}
