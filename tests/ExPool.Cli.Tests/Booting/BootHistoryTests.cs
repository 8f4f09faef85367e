using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Cli.Booting;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Cli.Tests.Booting;

/// <summary>Samples stay few and events are found once, however long a machine runs.</summary>
public sealed class BootHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(50_000)]
    public void Samples_are_thinned_out_and_the_first_and_the_last_stay(int count)
    {
        BootHistory history = new();
        for (int second = 0; second < count; second++)
        {
            history.Add(Sample(second));
        }

        List<TimeSpan> times = [.. history.Samples.Select(sample => sample.Memory.Time)];
        Assert.InRange(times.Count, Math.Min(count, 1024), 2050);
        Assert.Equal(TimeSpan.Zero, times[0]);
        Assert.Equal(TimeSpan.FromSeconds(count - 1), times[^1]);
        Assert.Equal(times.Order().Distinct(), times);
    }

    [Fact]
    public void A_table_chooses_rows_with_both_ends()
    {
        List<BootSample> samples = [.. Enumerable.Range(0, 101).Select(second => Sample(second))];
        List<BootSample> chosen = BootHistory.Choose(samples, 20);
        Assert.Equal(20, chosen.Count);
        Assert.Equal(samples[0], chosen[0]);
        Assert.Equal(samples[100], chosen[19]);
        Assert.Equal([samples[0]], BootHistory.Choose([samples[0]], 20));
    }

    [Fact]
    public void An_event_is_found_when_it_begins_and_not_again()
    {
        EventFinder finder = new(poolUsageMaximum: 80);
        finder.Look(Sample(0), Sample(1, paged: 80));
        Assert.Empty(finder.Events);
        finder.Look(Sample(1, paged: 80), Sample(2, paged: 81, failures: 1));
        finder.Look(Sample(2, paged: 81, failures: 1), Sample(3, paged: 99, failures: 9, filePages: 20));
        finder.Look(Sample(3, paged: 99, failures: 9, filePages: 20), Sample(4, paged: 99, failures: 9, filePages: 20));
        Assert.Equal(
            [
                BootEventKind.PoolExhausted, BootEventKind.PoolTrim, BootEventKind.PagingFileGrown,
                BootEventKind.PagingFileFull,
            ],
            finder.Events.Select(found => found.Kind));
        Assert.Equal([2, 2, 3, 3], finder.Events.Select(found => (int)found.Time.TotalSeconds));
    }

    [Fact]
    public void A_driver_that_never_stops_talking_hides_no_stop()
    {
        EventFinder finder = new(poolUsageMaximum: 80);
        for (int line = 0; line < 2 * EventFinder.MostEvents; line++)
        {
            finder.Add(TimeSpan.Zero, BootEventKind.Log, "again");
        }

        finder.Add(TimeSpan.Zero, BootEventKind.Stop, "the end");
        Assert.Equal(EventFinder.MostEvents + 1, finder.Events.Count);
        Assert.Equal(BootEventKind.Stop, finder.Events[^1].Kind);
        Assert.Equal((ulong)EventFinder.MostEvents, finder.DroppedCount);
    }

    private static BootSample Sample(int second, ulong paged = 0, ulong failures = 0, ulong filePages = 10) => new(
        new MemoryReport
        {
            Machine = "",
            Time = TimeSpan.FromSeconds(second),
            PhysicalPages = 100,
            ZeroedPages = 50,
            FreePages = 0,
            StandbyPagesByPriority = [0, 0, 0, 0, 0, 0, 0, 0],
            ModifiedPages = 0,
            ModifiedNoWritePages = 0,
            BadPages = 0,
            ResidentAvailablePages = 50,
            CommittedPages = 50,
            PeakCommittedPages = 50,
            CommitLimitPages = 100,
            MaximumCommitLimitPages = 100,
            SystemCodePages = 3,
            SystemDriverPages = 1,
            WorkingSetPages = 0,
            PeakWorkingSetPages = 0,
            SystemCachePages = 0,
            PeakSystemCachePages = 0,
            MappedFilePages = 0,
            IdleFilePages = 0,
            DirtyCachePages = 0,
            PageTablePages = 0,
            SystemPtes = 10,
            FreeSystemPtes = 10,
            SystemPteFailures = 0,
            PagingFiles = [new(0, filePages, 20, filePages == 20 ? 19u : 0, 0)],
            Counters = new MemoryCounters(),
        },
        new PoolUsage { Kind = PoolKind.NonPaged, Failures = 0 },
        new PoolUsage { Kind = PoolKind.Paged, BytesInUse = paged, MaximumBytes = 100, Failures = failures });
}
