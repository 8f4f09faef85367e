using ExPool.Ex;
using Xunit;

namespace ExPool.Tests.Ex;

/// <summary>The rule by which a list's depth follows from one period's use.</summary>
public sealed class LookasideDepthTests
{
    [Theory]
    // Nothing asked of it: half, and nothing below four.
    [InlineData(256, 0, 0, 128)]
    [InlineData(9, 0, 0, 4)]
    [InlineData(8, 0, 0, 4)]
    [InlineData(7, 0, 0, 0)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(0, 0, 0, 0)]
    // Fewer operations than the limit: half, and never below four, nor above what it was.
    [InlineData(256, 255, 255, 128)]
    [InlineData(16, 1, 0, 8)]
    [InlineData(8, 7, 0, 4)]
    [InlineData(7, 3, 3, 4)]
    [InlineData(4, 1, 1, 4)]
    [InlineData(2, 1, 1, 2)]
    // More than a sixteenth of the operations missed: twice, up to 256.
    [InlineData(4, 160, 11, 8)]
    [InlineData(128, 1600, 101, 256)]
    [InlineData(200, 1600, 1600, 256)]
    [InlineData(256, 1600, 1600, 256)]
    // A sixteenth or less: as it was.
    [InlineData(4, 160, 10, 4)]
    [InlineData(256, 256, 0, 256)]
    [InlineData(32, 15, 0, 16)]
    [InlineData(1, 1, 0, 1)]
    public void The_limit_follows_from_operations_and_misses(uint limit, ulong operations, ulong misses, uint next) =>
        Assert.Equal(next, LookasideDepth.Next(limit, maximum: 256, operations, misses, unused: 0));

    [Theory]
    // Those of programs keep four.
    [InlineData(4, 256, 0, 0, 4)]
    [InlineData(100, 256, 0, 0, 50)]
    [InlineData(7, 256, 0, 0, 4)]
    // Their own maximum is kept, of counters that are 32 bits wide.
    [InlineData(200, 256, 1000, 63, 256)]
    [InlineData(200, 256, 1000, 62, 200)]
    [InlineData(256, 256, 4_000_000_000, 4_000_000_000, 256)]
    [InlineData(4, 20, 1000, 1000, 8)]
    [InlineData(16, 20, 1000, 1000, 20)]
    public void A_list_that_may_not_vanish_keeps_four(
        uint depth, uint maximum, ulong requests, ulong misses, uint next) =>
        Assert.Equal(next, LookasideDepth.Next(depth, maximum, requests, misses, unused: 4));

    [Fact]
    public void No_period_raises_a_limit_above_the_maximum_or_an_idle_one_at_all()
    {
        const uint Maximum = 1000;
        for (uint limit = 0; limit <= Maximum; limit++)
        {
            Assert.True(LookasideDepth.Next(limit, Maximum, 0, 0, unused: 0) <= limit / 2);
            for (ulong operations = 1; operations < 5000; operations *= 3)
            {
                uint next = LookasideDepth.Next(limit, Maximum, operations, operations, unused: 0);
                Assert.InRange(next, limit / 2, Maximum);
            }
        }
    }
}
