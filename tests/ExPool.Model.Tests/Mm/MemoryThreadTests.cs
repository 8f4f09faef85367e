using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>Who makes frames available: the working set, the writer, the zero page thread and the one that wakes
/// them.</summary>
public sealed class MemoryThreadTests
{
    private const nuint Page = MemoryBench.PageByteCount;

    [Theory]
    [EveryMode]
    public void Pages_that_were_touched_stay_longest(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint pages = Filled(bench, 10);
        bench.Memory.WorkingSet.Age(10);
        bench.Memory.WorkingSet.Age(10);
        nuint[] young = [2, 5, 9];
        Assert.All(young, index => Assert.True(bench.Holds(pages + (index * Page), index)));
        Assert.Equal(7u, bench.Memory.WorkingSet.Trim(7));
        IEnumerable<nuint> all = Enumerable.Range(0, 10).Select(index => (nuint)index);
        Assert.Equal(young, all.Where(index => IsValid(bench, pages, index)));
        Assert.Equal((3u, 10u), (bench.Memory.WorkingSet.Count, bench.Memory.WorkingSet.Peak));
        Assert.Equal(7UL, bench.Counters.PagesTrimmed);
        Assert.Equal(3u, bench.Memory.WorkingSet.Trim(100));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_look_makes_a_page_older_and_a_touch_makes_it_young(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = Filled(bench, 1);
        foreach (uint age in (uint[])[0, 1, 2, 3, 3])
        {
            bench.Memory.WorkingSet.Age(1);
            Assert.Equal(age, bench.PfnOf(page).Age);
        }

        Assert.True(bench.Holds(page, 0));
        bench.Memory.WorkingSet.Age(1);
        Assert.Equal(0u, bench.PfnOf(page).Age);
    }

    [Theory]
    [EveryMode]
    public void A_page_that_a_mapping_borrows_is_not_trimmed_nor_closed(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = Filled(bench, 2);
        nuint mapping = bench.Memory.SystemPtes.Reserve(1, mustSucceed: false);
        Assert.True(bench.Memory.SystemPtes.Map(mapping, bench.FrameOf(page)));
        Assert.Equal(1u, bench.Memory.WorkingSet.Trim(100));
        Assert.False(bench.Memory.WorkingSet.TrimOne(bench.FrameOf(page)));
        Assert.Equal(NtStatus.NotSupported, bench.Memory.Virtual.Protect(page, 1, PageProtection.NoAccess));
        bench.Write(mapping, 9);
        Assert.True(bench.Holds(page, 9));
        bench.Verify();

        // The page goes; its frame only when the mapping does.
        uint frame = bench.FrameOf(page);
        bench.Core.Release(page, 2);
        bench.Verify();
        Assert.True(bench.Holds(mapping, 9));
        bench.Memory.SystemPtes.Unmap(mapping);
        Assert.Equal(frame, bench.Memory.Lists.Free.Head);
        bench.Memory.SystemPtes.Release(mapping, 1);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Modified_pages_are_written_in_the_order_they_went_in_clusters_of_16(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint pages = Filled(bench, 40);
        for (nuint left = 40; left != 0; left--)
        {
            bench.Memory.WorkingSet.TrimOne(bench.FrameOf(pages + ((left - 1) * Page)));
        }

        Assert.Equal(40u, bench.Memory.Writer.Write(40, out long doneAt));
        Assert.Equal((3UL, 40UL), (bench.Counters.PageWrites, bench.Counters.PagesWritten));
        Assert.Equal(Disk.SeekTime + (40 * Disk.PageTime), doneAt);
        for (uint index = 0; index < 40; index++)
        {
            ulong original = bench.PfnOf(pages + (index * Page)).OriginalPte;
            Assert.Equal(40 - index, bench.Format.PagingFileOffsetOf(original));
        }

        Assert.Equal(40u, bench.Memory.Lists.StandbyCount);
        Assert.Equal(0u, bench.Memory.Lists.Modified.Count);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void The_writer_stops_where_the_files_are_full(PagingMode mode)
    {
        using MemoryBench bench = new(mode, files: [MemoryBench.File(10, 20)]);
        Filled(bench, 60);
        bench.Memory.WorkingSet.Trim(60);
        Assert.Equal(19u, bench.Memory.Writer.Write(60, out _));
        Assert.Equal(41u, bench.Memory.Lists.Modified.Count);
        Assert.Equal(0u, bench.Memory.Writer.Write(60, out long doneAt));
        Assert.Equal(0, doneAt);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Held_pages_are_not_written_until_they_may_be(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint pages = Filled(bench, 4);
        bench.SendOut();
        bench.Memory.Held.Hold(pages);
        bench.Memory.Held.Hold(pages + Page);
        bench.SendOut();
        Assert.Equal((2u, 0u), (bench.Memory.Lists.ModifiedNoWrite.Count, bench.Memory.Lists.Modified.Count));
        Assert.True(bench.Holds(pages, 0));
        bench.Memory.WorkingSet.Trim(10);
        Assert.Equal(2u, bench.Memory.Lists.ModifiedNoWrite.Count);
        bench.Memory.Held.Allow(pages);
        Assert.Equal((1u, 1u), (bench.Memory.Lists.ModifiedNoWrite.Count, bench.Memory.Lists.Modified.Count));
        bench.SendOut();
        Assert.Equal(PteState.PagingFile, bench.Format.StateOf(bench.Entry(pages)));
        bench.Verify();
        bench.Core.Release(pages, 4);
        Assert.Equal(0u, bench.Memory.Lists.ModifiedNoWrite.Count);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void The_zero_page_thread_begins_at_eight_frames_and_fills_32_at_a_time(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint pages = Filled(bench, 50);
        uint zeroed = bench.Memory.Lists.ZeroedCount;
        bench.Core.Decommit(pages, 7);
        Assert.Equal(0u, bench.Memory.ZeroPages.Run());
        bench.Core.Decommit(pages + (7 * Page), 43);
        Assert.Equal(32u, bench.Memory.ZeroPages.Run());
        Assert.Equal(18u, bench.Memory.ZeroPages.Run());
        Assert.Equal(zeroed + 50, bench.Memory.Lists.ZeroedCount);
        Assert.Equal(50UL, bench.Counters.PagesZeroed);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Working_sets_are_trimmed_only_when_few_frames_are_available(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 600, files: [MemoryBench.File(1000, 1000)]);
        uint low = bench.Memory.Balance.LowCount;
        Assert.Equal(64u, low);
        nuint pages = bench.Commit(SystemVaType.PagedPool, 600);
        nuint next = pages;
        while (bench.Memory.Lists.AvailableCount > low)
        {
            bench.Write(next, 1);
            next += Page;
        }

        bench.Memory.Balance.Run();
        Assert.Equal((0UL, low), (bench.Counters.PagesTrimmed, bench.Memory.Lists.AvailableCount));
        bench.Write(next, 1);
        bench.Memory.Balance.Run();
        Assert.Equal(low + 1, bench.Counters.PagesTrimmed);

        // They were dirty, so they were written too, and can be had.
        Assert.Equal((0u, 2 * low), (bench.Memory.Lists.Modified.Count, bench.Memory.Lists.AvailableCount));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Modified_pages_are_written_when_they_are_more_than_a_sixteenth_of_the_available(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 600, files: [MemoryBench.File(1000, 1000)]);
        nuint pages = Filled(bench, 100);
        uint many = (bench.Memory.Lists.AvailableCount / 16) + 1;
        for (nuint index = 0; index + 1 < many; index++)
        {
            bench.Memory.WorkingSet.TrimOne(bench.FrameOf(pages + (index * Page)));
        }

        bench.Memory.Balance.Run();
        Assert.Equal(0UL, bench.Counters.PagesWritten);
        bench.Memory.WorkingSet.TrimOne(bench.FrameOf(pages + (99 * Page)));
        bench.Memory.Balance.Run();
        Assert.Equal(many, bench.Counters.PagesWritten);
        bench.Verify();
    }

    [Theory]
    [InlineData(100, 64)]
    [InlineData(64 * 1024, 2048)]
    [InlineData(8 << 20, 16_384)]
    public void Few_frames_are_a_thirtysecond_of_all_between_two_bounds(int frames, int low)
    {
        Model.Mm.BalanceSetManager balance = new(null!, null!, null!, null!, (uint)frames);
        Assert.Equal((uint)low, balance.LowCount);
    }

    [Theory]
    [EveryMode]
    public void The_lists_can_be_read_by_priority(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        Filled(bench, 30);
        bench.Memory.WorkingSet.Trim(20);
        bench.Memory.Writer.Write(15, out _);
        uint frame = bench.Memory.Frames.TakeStandby();
        bench.Memory.Frames.Release(frame);
        PageListCounts counts = bench.Memory.ReadLists();
        Assert.Equal([0, 0, 0, 0, 0, 14, 0, 0], counts.StandbyByPriority);
        Assert.Equal([0, 0, 0, 0, 0, 1, 0, 0], counts.RepurposedByPriority);
        Assert.Equal((5UL, 1UL), (counts.ModifiedCount, counts.FreeCount));
        Assert.Equal((0UL, 0UL), (counts.ModifiedNoWriteCount, counts.BadCount));
        Assert.Equal(bench.Memory.Lists.AvailableCount, counts.ZeroedCount + counts.FreeCount + 14);
    }

    private static bool IsValid(MemoryBench bench, nuint pages, nuint index) =>
        PteFormat.IsValid(bench.Entry(pages + (index * Page)));

    /// <summary>Pages that hold their number's bytes.</summary>
    private static nuint Filled(MemoryBench bench, uint count)
    {
        nuint pages = bench.Commit(SystemVaType.PagedPool, count);
        for (uint index = 0; index < count; index++)
        {
            bench.Write(pages + (index * Page), index);
        }

        return pages;
    }

    private static MemoryBench Make(PagingMode mode) => new(mode, files: [MemoryBench.File(200, 200)]);
}
