using Xunit;

namespace ExPool.Tests;

/// <summary>A pool is low or high by NT's rule.</summary>
public sealed class PoolRoomTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData(PoolKind.NonPaged, 256, 8, 20)]
    [InlineData(PoolKind.NonPaged, 12, 4, 6)]
    [InlineData(PoolKind.Paged, 1024, 30, 60)]
    [InlineData(PoolKind.Paged, 100, 20, 40)]
    public void The_thresholds_are_a_size_or_a_share_whichever_is_less(
        PoolKind kind, ulong maximum, ulong low, ulong high)
    {
        PoolRoom room = new(kind, 0, maximum * Megabyte);
        Assert.Equal(low * Megabyte, room.LowByteCount);
        Assert.Equal(high * Megabyte, room.HighByteCount);
    }

    [Fact]
    public void At_a_threshold_and_between_the_two_a_pool_is_neither_low_nor_high()
    {
        PoolRoom room = new(PoolKind.NonPaged, 0, 256 * Megabyte);
        Assert.True((room with { FreeByteCount = (8 * Megabyte) - 1 }).IsLow);
        foreach (ulong free in (ulong[])[8 * Megabyte, 14 * Megabyte, 20 * Megabyte])
        {
            Assert.False((room with { FreeByteCount = free }).IsLow);
            Assert.False((room with { FreeByteCount = free }).IsHigh);
        }

        Assert.True((room with { FreeByteCount = (20 * Megabyte) + 1 }).IsHigh);
    }

    [Fact]
    public void The_largest_pool_overflows_nothing()
    {
        PoolRoom room = new(PoolKind.Paged, ulong.MaxValue, ulong.MaxValue);
        Assert.Equal(30 * Megabyte, room.LowByteCount);
        Assert.True(room.IsHigh);
    }
}
