using System;
using ExPool.Ke;
using Xunit;

namespace ExPool.Tests.Ke;

public sealed class BugCheckTextTests
{
    [Fact]
    public void A_stop_shows_code_and_parameters_as_a_blue_screen_does_then_its_meaning_tag_and_address()
    {
        BugCheck stop = new(BugCheckCode.BadPoolCaller, 7, 0, 0xBEEF, 0x1000, "File", 0x1010);
        Assert.Equal(
            "STOP 0x000000C2 (0x7, 0x0, 0xBEEF, 0x1000) BAD_POOL_CALLER: the block was freed before; "
                + "tag 'File', address 0x1010",
            stop.ToString());
        Assert.Equal(stop.ToString(), new BugCheckException(stop).Message);
        Assert.Equal(stop, new BugCheckException(stop).Stop);
    }

    [Theory]
    [InlineData(BugCheckCode.BadPoolCaller, 0x08, "an allocation at IRQL 2 from paged pool")]
    [InlineData(BugCheckCode.BadPoolCaller, 0x09, "a free at IRQL 2 to paged pool")]
    [InlineData(BugCheckCode.BadPoolCaller, 0x42, "never in any pool")]
    [InlineData(BugCheckCode.BadPoolCaller, 0x44, "nonpaged pool address that is not allocated")]
    [InlineData(BugCheckCode.BadPoolCaller, 0x46, "null, or not aligned")]
    [InlineData(BugCheckCode.BadPoolCaller, 0x50, "paged pool address that is not allocated")]
    [InlineData(BugCheckCode.BadPoolCaller, 0x99, "no block starts")]
    [InlineData(BugCheckCode.BadPoolCaller, 0x41286, "middle of a block of whole pages")]
    [InlineData(BugCheckCode.BadPoolHeader, 0x03, "links are damaged")]
    [InlineData(BugCheckCode.BadPoolHeader, 0x05, "contradict each other")]
    [InlineData(BugCheckCode.BadPoolHeader, 0x06, "previous size")]
    [InlineData(BugCheckCode.BadPoolHeader, 0x07, "a header is damaged")]
    [InlineData(BugCheckCode.BadPoolHeader, 0x08, "size is zero")]
    [InlineData(BugCheckCode.BadPoolHeader, 0x09, "reaches past its page")]
    [InlineData(BugCheckCode.BadPoolHeader, 0x0D, "changed after it was freed")]
    [InlineData(BugCheckCode.BadPoolHeader, 0x20, "wrote past the block's end")]
    public void Each_kind_of_stop_is_said_in_words(BugCheckCode code, ulong kind, string words)
    {
        string text = new BugCheck(code, kind, 2, 1, 4, "Text", 0xABC0).ToString();
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.Contains("tag 'Text', address 0xABC0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_tag_is_told_with_both_tags()
    {
        PoolTag allocated = "Mine";
        PoolTag given = "Your";
        BugCheck stop = new(
            BugCheckCode.BadPoolCaller, 0xA, 0x10, allocated.Value, given.Value, allocated, 0x10);
        Assert.Contains(
            "allocated with tag 'Mine' and freed with tag 'Your'", stop.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kind_that_has_no_words_still_names_tag_and_address() => Assert.EndsWith(
        "BAD_POOL_CALLER: tag 'Text', address 0x10",
        new BugCheck(BugCheckCode.BadPoolCaller, 0xFFFF, 0, 0, 0, "Text", 0x10).ToString(),
        StringComparison.Ordinal);
}
