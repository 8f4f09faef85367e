using ExPool.Mm;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>Promises, resident pages and addresses are given up to a limit, and given back.</summary>
public sealed class ChargeTests
{
    [Fact]
    public void Promises_end_at_the_limit()
    {
        MemoryCounters counters = new();
        CommitCharge commit = new(counters) { Limit = 10 };
        Assert.True(commit.TryCharge(6) && commit.TryCharge(4));
        Assert.False(commit.TryCharge(1));
        commit.Return(3);
        Assert.False(commit.TryCharge(4));
        Assert.True(commit.TryCharge(3));
        Assert.Equal((10UL, 10UL, 2UL), (commit.Used, commit.Peak, counters.CommitFailures));
    }

    [Fact]
    public void A_paging_file_that_grows_makes_the_limit_higher_by_what_is_missing()
    {
        CommitCharge commit = new(new MemoryCounters()) { Limit = 10 };
        ulong asked = 0;
        commit.Extend = missing =>
        {
            asked = missing;
            commit.Limit += missing;
            return true;
        };
        Assert.True(commit.TryCharge(8) && commit.TryCharge(7));
        Assert.Equal((5UL, 15UL, 15UL), (asked, commit.Limit, commit.Used));
    }

    [Fact]
    public void Nothing_is_promised_when_the_limit_fell_below_what_was_promised()
    {
        CommitCharge commit = new(new MemoryCounters()) { Limit = 10 };
        Assert.True(commit.TryCharge(10));
        commit.Limit = 8;
        commit.Extend = _ => true;
        Assert.False(commit.TryCharge(1));
    }

    [Theory]
    [InlineData(1000, 64)]
    [InlineData(64 * 1024, 512)]
    [InlineData(1024 * 1024, 1024)]
    public void Some_frames_are_kept_back_from_memory_that_stays(int frames, int reserve)
    {
        ResidentPages resident = new((uint)frames);
        Assert.Equal((uint)reserve, resident.Reserve);
        Assert.False(resident.TryTake((ulong)(frames - reserve) + 1));
        Assert.True(resident.TryTake((ulong)(frames - reserve)));
        Assert.False(resident.TryTake(1));
        resident.Take(2);
        resident.Return(2);
        Assert.False(resident.TryTake(1));
        resident.Return(1);
        Assert.True(resident.TryTake(1));
    }

    [Fact]
    public void A_range_gives_out_runs_of_pages_and_counts_them()
    {
        SystemRange range = new(SystemVaType.SystemPtes, 0x10000, 10 * 4096);
        Assert.Equal((nuint)0x10000, range.Take(4));
        Assert.Equal((nuint)0x14000, range.Take(4));
        range.Return(0x10000, 4);
        Assert.Equal((nuint)0, range.Take(5));
        Assert.Equal((nuint)0, range.Take(0));
        Assert.Equal((nuint)0x10000, range.Take(3));
        Assert.Equal((7UL, 3UL, 8UL, 2UL), (range.UsedCount, range.FreeCount, range.PeakCount, range.FailureCount));
        Assert.True(range.Contains(0x10000) && range.Contains(0x19FFF));
        Assert.False(range.Contains(0xFFFF) || range.Contains(0x1A000));
    }

    [Fact]
    public void The_space_finds_the_region_of_an_address_and_the_larger_of_two_of_a_kind()
    {
        SystemSpace space = new(
        [
            new SystemRange(SystemVaType.SystemPtes, 0x30000, 0x1000),
            new SystemRange(SystemVaType.PagedPool, 0x10000, 0x10000),
            new SystemRange(SystemVaType.SystemPtes, 0x40000, 0x8000),
        ]);
        Assert.Equal((nuint)0x40000, space[SystemVaType.SystemPtes].Start);
        Assert.Equal(SystemVaType.PagedPool, space.Find(0x1FFFF)!.Type);
        Assert.Equal((nuint)0x30000, space.Find(0x30123)!.Start);
        Assert.Null(space.Find(0x20000));
        Assert.Throws<System.ArgumentException>(() => space[SystemVaType.NonPagedPool]);
    }
}
