using ExPool.Ex;
using ExPool.Machine;
using Xunit;

namespace ExPool.Tests.Ex;

/// <summary>The rule by which a list's limit follows from one period's use.</summary>
public sealed class LookasideTunerTests
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
        Assert.Equal(next, LookasideTuner<HostMachine>.Next(limit, operations, misses));

    [Fact]
    public void No_period_raises_a_limit_above_256_or_an_idle_one_at_all()
    {
        for (uint limit = 0; limit <= LookasideLimits.MaximumDepth; limit++)
        {
            Assert.True(LookasideTuner<HostMachine>.Next(limit, 0, 0) <= limit / 2);
            for (ulong operations = 1; operations < 5000; operations *= 3)
            {
                uint next = LookasideTuner<HostMachine>.Next(limit, operations, operations);
                Assert.InRange(next, limit / 2, LookasideLimits.MaximumDepth);
            }
        }
    }
}
