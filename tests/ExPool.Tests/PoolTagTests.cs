using System;
using System.Linq;
using System.Text;
using Xunit;

namespace ExPool.Tests;

public sealed class PoolTagTests
{
    [Theory]
    [InlineData("Proc", 0x636F7250u)]
    [InlineData("a", 0x20202061u)]
    [InlineData("Ab", 0x20206241u)]
    [InlineData("~~~~", 0x7E7E7E7Eu)]
    [InlineData("    ", 0x20202020u)]
    public void The_first_character_is_the_lowest_byte_and_short_texts_are_padded_with_spaces(
        string text, uint value)
    {
        Assert.Equal(value, new PoolTag(text).Value);
        Assert.Equal(text.PadRight(4), new PoolTag(text).ToString());
    }

    [Fact]
    public void Memory_shows_a_tag_as_it_is_written()
    {
        byte[] bytes = BitConverter.GetBytes(new PoolTag("Proc").Value);
        Assert.Equal("Proc", Encoding.ASCII.GetString(bytes));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Proce")]
    [InlineData("Pro\u007F")]
    [InlineData("P\tab")]
    [InlineData("Ünit")]
    [InlineData("\0\0\0\0")]
    public void Other_texts_are_no_tags(string? text)
    {
        Assert.False(PoolTag.TryParse(text, out PoolTag tag));
        Assert.True(tag.IsNone);
        if (text is not null)
        {
            FormatException exception = Assert.Throws<FormatException>(() => new PoolTag(text));
            Assert.Contains("1 to 4 characters", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bit_31_is_never_part_of_a_tag()
    {
        PoolTag tag = new(0xE36F7250u);
        Assert.Equal(new PoolTag("Proc"), tag);
        Assert.Equal(0x636F7250u, tag.Value);
    }

    [Fact]
    public void No_tag_is_zero_and_shows_as_dashes()
    {
        Assert.True(default(PoolTag).IsNone);
        Assert.True(new PoolTag(0x8000_0000u).IsNone);
        Assert.Equal("----", default(PoolTag).ToString());
        Assert.False(PoolTag.Untagged.IsNone);
    }

    [Fact]
    public void Bytes_that_cannot_be_printed_show_as_dots() =>
        Assert.Equal("A..B", new PoolTag(0x4207_0141u).ToString());

    [Fact]
    public void Tags_sort_by_their_characters()
    {
        string[] texts = ["Zab ", "abc ", "ABC ", "    ", "~~~~", "Abcd", "0000", "Abc "];
        PoolTag[] sorted = [.. texts.Select(text => new PoolTag(text)).Order()];
        Assert.Equal(texts.Order(StringComparer.Ordinal), sorted.Select(tag => tag.ToString()));
        Assert.True(new PoolTag("Abc") < "Abcd");
        Assert.True(new PoolTag("b") > "az");
        Assert.True(new PoolTag("x") <= "x");
        Assert.True(new PoolTag("x") >= "x");
    }

    [Fact]
    public void The_tags_of_the_pools_themselves_are_those_of_NT()
    {
        Assert.Equal("None", PoolTag.Untagged.ToString());
        Assert.Equal("Ovfl", PoolTag.Overflow.ToString());
    }
}
