using ExPool.Ex;
using Xunit;

namespace ExPool.Contract.Tests.Lookaside;

/// <summary>The rule by which a list gets deeper and shallower.</summary>
public sealed class LookasideDepthTests
{
    [Theory]
    [InlineData(4, 256, 0u, 0u, 4)]        // idle, at the least
    [InlineData(100, 256, 0u, 0u, 50)]     // idle
    [InlineData(100, 256, 31u, 31u, 50)]   // too little to tell
    [InlineData(5, 256, 31u, 31u, 4)]
    [InlineData(4, 256, 32u, 32u, 8)]      // all missed
    [InlineData(4, 256, 32u, 2u, 4)]       // one of sixteen missed: enough
    [InlineData(4, 256, 32u, 3u, 8)]       // more
    [InlineData(200, 256, 1000u, 63u, 256)]
    [InlineData(200, 256, 1000u, 62u, 200)]
    [InlineData(256, 256, 4_000_000_000u, 4_000_000_000u, 256)]
    [InlineData(4, 20, 1000u, 1000u, 8)]
    [InlineData(16, 20, 1000u, 1000u, 20)]
    public void Depth_follows_use(int depth, int maximum, uint allocates, uint misses, int expected) =>
        Assert.Equal(expected, LookasideDepth.Next(depth, maximum, allocates, misses));
}
