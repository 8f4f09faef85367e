using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>A touch of a page in each of its states: what comes of it, and what is counted.</summary>
public sealed class FaultTests
{
    private const nuint Page = MemoryBench.PageByteCount;

    [Theory]
    [EveryMode]
    public void The_first_touch_makes_a_page_of_zeros(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.PagedPool, 1);
        Assert.Equal(PteState.DemandZero, bench.Format.StateOf(bench.Entry(page)));
        Assert.True(bench.Holds(page, null));
        MemoryCounters counters = bench.Counters;
        Assert.Equal((1UL, 1UL, 0UL), (counters.PageFaults, counters.DemandZeroFaults, counters.PagesRead));
        PteFlags flags = bench.Format.FlagsOf(bench.Entry(page));
        Assert.Equal(PteFlags.Accessed, flags & (PteFlags.Accessed | PteFlags.Dirty));
        bench.Write(page, 1);
        Assert.NotEqual(PteFlags.None, bench.Format.FlagsOf(bench.Entry(page)) & PteFlags.Dirty);
        Assert.Equal(1UL, bench.Counters.PageFaults);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_page_that_was_trimmed_comes_back_from_its_list_as_dirty_as_it_went(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.PagedPool, 1);
        bench.Write(page, 7);
        uint frame = bench.FrameOf(page);
        Assert.True(bench.Memory.WorkingSet.TrimOne(frame));
        Assert.Equal(PageLocation.Modified, bench.PfnOf(page).Location);
        Assert.True(bench.Holds(page, 7));
        Assert.Equal(frame, bench.FrameOf(page));
        Assert.NotEqual(PteFlags.None, bench.Format.FlagsOf(bench.Entry(page)) & PteFlags.Dirty);
        bench.Memory.WorkingSet.TrimOne(frame);
        bench.Memory.Writer.Write(1, out _);
        Assert.Equal(PageLocation.Standby, bench.PfnOf(page).Location);
        Assert.True(bench.Holds(page, 7));
        Assert.Equal(PteFlags.None, bench.Format.FlagsOf(bench.Entry(page)) & PteFlags.Dirty);
        MemoryCounters counters = bench.Counters;
        Assert.Equal((3UL, 2UL, 0UL), (counters.PageFaults, counters.TransitionFaults, counters.PagesRead));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_page_whose_frame_was_taken_is_read_from_its_file_and_that_takes_time(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.PagedPool, 2);
        bench.Write(page, 7);
        Assert.True(bench.Holds(page + Page, null));
        bench.SendOut();
        Assert.Equal(PteState.PagingFile, bench.Format.StateOf(bench.Entry(page)));
        Assert.Equal(PteState.DemandZero, bench.Format.StateOf(bench.Entry(page + Page)));
        long before = bench.Parts.Clock.Now;
        Assert.True(bench.Holds(page, 7) && bench.Holds(page + Page, null));
        Assert.True(bench.Parts.Clock.Now >= before + Disk.PageTime);
        MemoryCounters counters = bench.Counters;
        Assert.Equal((1UL, 1UL, 1UL), (counters.PageFileFaults, counters.PagesRead, counters.PageReads));
        Assert.Equal(2UL, bench.Counters.PagesRepurposed);

        // A second way out without a write in between costs no second write.
        bench.SendOut();
        Assert.Equal(1UL, bench.Counters.PagesWritten);
        Assert.True(bench.Holds(page, 7));
        bench.Write(page, 8);
        bench.SendOut();
        Assert.Equal((2UL, 1u), (bench.Counters.PagesWritten, bench.Memory.Files.Files[0].UsedCount));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_touch_of_what_was_never_committed_or_was_given_back_stops_with_0x50(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.PagedPool, 3);
        bench.Core.Decommit(page, 1);
        bench.Core.Release(page + Page, 2);
        bench.Memory.Faults.CodeAddress = 0x1234;
        Assert.Equal(
            (BugCheckCode.PageFaultInNonPagedArea, (ulong)page, 0UL, 0x1234UL, 0UL),
            Of(bench.StopOf(() => bench.Holds(page, null))));
        Assert.Equal(
            (BugCheckCode.PageFaultInNonPagedArea, (ulong)(page + Page), 2UL, 0x1234UL, 0UL),
            Of(bench.StopOf(() => bench.Write(page + Page, 1))));

        // No page table at all: reason 2. An address that no table can hold: reason 4.
        nuint far = page + (16 << 20);
        Assert.Equal(
            (BugCheckCode.PageFaultInNonPagedArea, (ulong)far, 0UL, 0x1234UL, 2UL),
            Of(bench.StopOf(() => bench.Holds(far, null))));
        nuint wrong = (nuint)(mode == PagingMode.Amd64 ? page & 0xFFFF_FFFFFFFFUL : page + (1UL << 32));
        Assert.Equal(
            (BugCheckCode.PageFaultInNonPagedArea, (ulong)wrong, 0UL, 0x1234UL, 4UL),
            Of(bench.StopOf(() => bench.Holds(wrong, null))));
        Assert.Equal(0UL, bench.Counters.PageFaults);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void At_DISPATCH_only_what_is_valid_may_be_touched(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.PagedPool, 4);
        bench.Write(page, 1);
        bench.Write(page + Page, 2);
        bench.Write(page + (2 * Page), 3);
        bench.Memory.WorkingSet.TrimOne(bench.FrameOf(page + Page));
        bench.Memory.Faults.CodeAddress = 0x77;
        Processor running = bench.Parts.Processors.Running;
        running.Irql = Irql.Dispatch;
        Assert.True(bench.Holds(page, 1));
        nuint[] others = [page + Page, page + (3 * Page), page + (16 << 20)];
        foreach (nuint other in others)
        {
            Assert.Equal(
                (BugCheckCode.IrqlNotLessOrEqual, (ulong)other, 2UL, 0UL, 0x77UL),
                Of(bench.StopOf(() => bench.Holds(other, null))));
            Assert.Equal(
                (BugCheckCode.IrqlNotLessOrEqual, (ulong)other, 2UL, 1UL, 0x77UL),
                Of(bench.StopOf(() => bench.Write(other, 1))));
        }

        running.Irql = Irql.Apc;
        Assert.True(bench.Holds(page + Page, 2));
        running.Irql = Irql.Passive;
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_page_that_cannot_be_read_stops_with_0x7A_and_leaks_nothing(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.PagedPool, 1);
        bench.Write(page, 1);
        bench.SendOut();
        bench.Memory.Files.Files[0].IsBroken = true;
        ulong entry = bench.Entry(page);
        ulong place = bench.Format.PteAddressOf(page, bench.Parts.Layout.SelfMap);
        Assert.Equal(
            (BugCheckCode.KernelDataInpageError, place, 0xC000_009CUL, entry, (ulong)page),
            Of(bench.StopOf(() => bench.Holds(page, 1))));
        bench.Verify();
        bench.Memory.Files.Files[0].IsBroken = false;
        Assert.True(bench.Holds(page, 1));
    }

    [Theory]
    [EveryMode]
    public void When_nothing_can_go_a_fault_stops_with_0x4D(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 200);
        nuint pages = bench.Commit(SystemVaType.PagedPool, 20);

        // No paging file, and frames that nobody promised are gone: what a driver does that takes physical pages.
        while (bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: false) != PfnDatabase.None)
        {
        }

        Assert.Equal(
            (BugCheckCode.NoPagesAvailable, 0UL, 200UL, bench.Memory.Commit.Limit, bench.Memory.Commit.Used),
            Of(bench.StopOf(() => bench.Write(pages, 1))));
    }

    [Theory]
    [EveryMode]
    public void The_frame_of_zeros_may_be_read_and_a_write_stops_with_0xBE(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        Assert.Equal(NtStatus.Success, bench.Core.Reserve(SystemVaType.BootLoaded, 4, out nuint address));
        Assert.True(bench.Holds(address, null) && bench.Holds(address + (3 * Page), null));
        BugCheck stop = bench.StopOf(() => bench.Write(address, 1));
        Assert.Equal(
            (BugCheckCode.AttemptedWriteToReadOnlyMemory, (ulong)address, 0xAUL),
            (stop.Code, stop.Parameter1, stop.Parameter4));
        Assert.Equal(bench.Entry(address), stop.Parameter2);
        Assert.Equal(NtStatus.Success, bench.Core.Commit(address, 2));
        bench.Write(address, 1);
        Assert.True(bench.Holds(address, 1));
        Assert.True(bench.Holds(address + Page, null) && bench.Holds(address + (2 * Page), null));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Processors_forget_a_page_that_goes(PagingMode mode)
    {
        using MemoryBench bench = new(mode, files: [MemoryBench.File(100, 100)], processorCount: 3);
        nuint page = bench.Commit(SystemVaType.PagedPool, 1);
        for (int number = 0; number < 3; number++)
        {
            bench.Parts.Processors.Switch(number);
            bench.Write(page, (ulong)number);
        }

        ulong misses = bench.Core.MissCount;
        Assert.True(bench.Holds(page, 2));
        Assert.Equal(misses, bench.Core.MissCount);
        bench.Memory.WorkingSet.TrimOne(bench.FrameOf(page));
        bench.Verify();
        for (int number = 0; number < 3; number++)
        {
            bench.Parts.Processors.Switch(number);
            Assert.True(bench.Holds(page, 2));
        }

        Assert.Equal((misses + 3, 1UL), (bench.Core.MissCount, bench.Counters.TransitionFaults));
    }

    private static MemoryBench Make(PagingMode mode) => new(mode, files: [MemoryBench.File(100, 100)]);

    private static (BugCheckCode Code, ulong P1, ulong P2, ulong P3, ulong P4) Of(BugCheck stop) =>
        (stop.Code, stop.Parameter1, stop.Parameter2, stop.Parameter3, stop.Parameter4);
}
