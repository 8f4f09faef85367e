using System;
using System.Collections.Immutable;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Analysis;

public sealed class LeakFinderTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_verdict_tells_rate_evidence_call_site_and_when_the_pool_is_full()
    {
        LeakReport report = Watch(48, 0.25, static time => (ulong)(time * 40), 256);

        LeakVerdict leak = Assert.Single(report.Leaks);
        Assert.Equal("Leak", leak.Tag.ToString());
        Assert.Equal(PoolKind.Paged, leak.Kind);
        Assert.InRange(leak.BlocksPerSecond, 38, 42);
        Assert.InRange(leak.BytesPerSecond, 38 * 256, 42 * 256);
        Assert.InRange(leak.Confidence, 0.8, 1);
        Assert.Contains("12 of 12 windows", leak.Reason, StringComparison.Ordinal);
        Assert.Contains("none freed", leak.Reason, StringComparison.Ordinal);
        Assert.Equal("Program.Main", leak.CallSite);

        // 1 MiB in use of 3 MiB, at 10 KiB a second: 204.8 seconds.
        Assert.InRange(leak.TimeToExhaustion!.Value.TotalSeconds, 195, 215);
        Assert.Equal(48, report.SnapshotCount);
        Assert.Equal(TimeSpan.FromSeconds(47 * 0.25), report.Observed);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(256 * 1024)]
    public void A_slow_leak_of_a_block_a_second_is_named_in_twelve_seconds(uint byteCount)
    {
        LeakReport report = Watch(49, 0.25, static time => 100 + (ulong)time, byteCount);

        Assert.Equal("Leak", Assert.Single(report.Leaks).Tag.ToString());
    }

    [Fact]
    public void A_leak_of_one_block_a_minute_is_named_in_two_hours()
    {
        LeakReport report = Watch(121, 60, static time => 5 + (ulong)(time / 60), 64);

        LeakVerdict leak = Assert.Single(report.Leaks);
        Assert.InRange(leak.BlocksPerSecond, 0.9 / 60, 1.1 / 60);
    }

    [Fact]
    public void A_leak_after_a_large_start_is_named()
    {
        LeakReport report = Watch(60, 0.25, static time => (ulong)((Math.Min(time, 2) * 500) + (time * 20)), 128);

        Assert.Equal("Leak", Assert.Single(report.Leaks).Tag.ToString());
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void A_cache_that_fills_and_stays_is_a_plateau(double until)
    {
        LeakReport report = Watch(60, 0.25, time => (ulong)(1000 * Math.Min(1, time / 15 / until)), 512);

        Assert.Empty(report.Leaks);
        Assert.Equal(TrendShape.Plateau, Assert.Single(report.Trends).Shape);
    }

    [Fact]
    public void Too_few_snapshots_give_no_verdict()
    {
        LeakReport report = Watch(15, 1, static time => (ulong)(time * 1000), 64);

        Assert.Empty(report.Leaks);
        Assert.Equal(TrendShape.Unknown, Assert.Single(report.Trends).Shape);
    }

    [Fact]
    public void Nothing_seen_is_a_report_too()
    {
        LeakReport report = new LeakFinder().Conclude();

        Assert.Empty(report.Leaks);
        Assert.Empty(report.Trends);
        Assert.Equal(TimeSpan.Zero, report.Observed);
    }

    [Fact]
    public void Pools_that_were_started_anew_are_judged_anew()
    {
        LeakFinder finder = new();
        for (int index = 0; index < 60; index++)
        {
            finder.Add(Snapshot(index * 0.25, 5000 + ((ulong)index * 10), 64, s_start));
        }

        for (int index = 60; index < 120; index++)
        {
            finder.Add(Snapshot(index * 0.25, 7, 64, s_start.AddSeconds(15)));
        }

        Assert.Empty(finder.Conclude().Leaks);
        Assert.Equal(60, finder.Conclude().SnapshotCount);
    }

    [Fact]
    public void Many_snapshots_are_merged_and_a_leak_is_named_all_the_same()
    {
        const int Count = 10_000;
        LeakReport report = Watch(Count, 0.25, static time => (ulong)((time * 3) + (50 * (time / 7 % 1))), 64);

        Assert.Equal(Count, report.SnapshotCount);
        Assert.InRange(Assert.Single(report.Leaks).BlocksPerSecond, 2.9, 3.1);
    }

    [Fact]
    public void Memory_is_bounded_by_merging_samples()
    {
        SampleHistory history = new();
        for (int index = 0; index < 10_000; index++)
        {
            history.Add(Snapshot(index, 7, 64, s_start));
            Assert.True(history.Times.Count < 4096);
        }

        Assert.All(history.Series, series => Assert.Equal(history.Times.Count, series.Blocks.Count));
    }

    [Fact]
    public void Of_two_leaks_the_faster_comes_first()
    {
        LeakFinder finder = new();
        for (int index = 0; index < 60; index++)
        {
            ulong blocks = (ulong)index;
            finder.Add(Snapshot(index * 0.25, blocks, 64, s_start) with
            {
                Tags =
                [
                    new TagUsage("Slow", new PoolCounters(blocks, 0, blocks * 32), default, null),
                    new TagUsage("Fast", default, new PoolCounters(blocks, 0, blocks * 320), null),
                ],
            });
        }

        LeakReport report = finder.Conclude();

        Assert.Equal(["Fast", "Slow"], ImmutableArray.CreateRange(report.Leaks, static leak => leak.Tag.ToString()));
        Assert.Null(report.Leaks[1].TimeToExhaustion);
    }

    private static LeakReport Watch(int count, double seconds, Func<double, ulong> living, uint byteCount)
    {
        LeakFinder finder = new();
        for (int index = 0; index < count; index++)
        {
            finder.Add(Snapshot(index * seconds, living(index * seconds), byteCount, s_start));
        }

        return finder.Conclude();
    }

    private static PoolSnapshot Snapshot(double time, ulong living, ulong byteCount, DateTimeOffset startedAt) => new()
    {
        Origin = new SnapshotOrigin(SnapshotOriginKind.Process, "test", "default", 1),
        CapturedAt = s_start.AddSeconds(time),
        StartedAt = startedAt,
        NonPaged = new PoolUsage { Kind = PoolKind.NonPaged },
        Paged = new PoolUsage { Kind = PoolKind.Paged, BytesInUse = 1 << 20, MaximumBytes = 3 << 20 },
        Tags = [new TagUsage("Leak", default, new PoolCounters(living, 0, living * byteCount), "Program.Main")],
    };
}
