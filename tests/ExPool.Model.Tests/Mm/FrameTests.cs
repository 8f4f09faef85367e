using System;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>Frames are given in NT's order, never twice, never when broken; what fails leaves nothing behind.</summary>
public sealed class FrameTests
{
    private const nuint Page = MemoryBench.PageByteCount;

    [Theory]
    [EveryMode]
    public void Who_needs_no_zeros_gets_a_free_frame_and_who_does_gets_a_zeroed_one(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        nuint pages = bench.Commit(SystemVaType.NonPagedPool, 2);
        uint freed = bench.FrameOf(pages);
        bench.Write(pages, 1);
        bench.Core.Decommit(pages, 1);
        uint zeroed = bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: true);
        Assert.NotEqual(freed, zeroed);
        Assert.False(bench.Parts.Ram.Contents(zeroed).ContainsAnyExcept((byte)0));
        Assert.Equal(freed, bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: false));
    }

    [Theory]
    [EveryMode]
    public void A_free_frame_is_zeroed_when_no_zeroed_one_is_left_and_standby_comes_last(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 220, files: [MemoryBench.File(300, 300)]);
        nuint pages = bench.Commit(SystemVaType.PagedPool, 2);
        bench.Write(pages, 1);
        bench.Memory.WorkingSet.Trim(1);
        bench.Memory.Writer.Write(1, out _);
        uint standby = bench.FrameOf(pages);
        bench.Memory.Frames.Reclaim = null;
        uint last = PfnDatabase.None;
        while (bench.Memory.Lists.ZeroedCount != 0)
        {
            last = bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: true);
        }

        bench.Parts.Ram.Fill(last, 0xCC);
        bench.Memory.Frames.Release(last);
        Assert.Equal(last, bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: true));
        Assert.False(bench.Parts.Ram.Contents(last).ContainsAnyExcept((byte)0));
        Assert.Equal(standby, bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: true));
        Assert.Equal(PteState.PagingFile, bench.Format.StateOf(bench.Entry(pages)));
        Assert.Equal(PfnDatabase.None, bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: true));
    }

    [Theory]
    [EveryMode]
    public void A_broken_frame_goes_to_the_bad_list_when_it_is_freed_and_nobody_gets_it(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 300);
        nuint pages = bench.Commit(SystemVaType.NonPagedPool, 3);
        bench.Write(pages, 1);
        uint used = bench.FrameOf(pages);
        uint never = 299;
        Assert.True(bench.Memory.Bad.Declare(used) && bench.Memory.Bad.Declare(never));
        Assert.False(bench.Memory.Bad.Declare(used));
        Assert.True(bench.Holds(pages, 1));
        bench.Verify();
        bench.Core.Decommit(pages, 1);
        Assert.Equal((used, 1u), (bench.Memory.Lists.Bad.Head, bench.Memory.Lists.Bad.Count));
        bench.Verify();
        bench.Memory.Frames.Reclaim = null;
        while (bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: false) is uint frame and not PfnDatabase.None)
        {
            Assert.True(frame != used && frame != never);
        }

        Assert.Equal(2u, bench.Memory.Lists.Bad.Count);
    }

    [Theory]
    [EveryMode]
    public void A_long_commit_takes_fresh_frames_in_order_and_puts_the_broken_one_among_them_aside(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 300);
        nuint warm = bench.Commit(SystemVaType.NonPagedPool, 1); // Makes the tables.
        uint broken = bench.FrameOf(warm) + 5;
        Assert.True(bench.Memory.Bad.Declare(broken));
        nuint pages = bench.Commit(SystemVaType.NonPagedPool, 10);
        uint[] frames = [.. Enumerable.Range(0, 10).Select(page => bench.FrameOf(pages + ((nuint)page << 12)))];
        uint[] expected = [.. Enumerable.Range(1, 11).Select(step => bench.FrameOf(warm) + (uint)step)];

        Assert.Equal(expected.Where(frame => frame != broken), frames);
        Assert.Equal((broken, 1u), (bench.Memory.Lists.Bad.Head, bench.Memory.Lists.Bad.Count));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_commit_that_fails_leaves_nothing_behind(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 250);
        bench.Commit(SystemVaType.PagedPool, 1);
        SystemVaType[] types = [SystemVaType.NonPagedPool, SystemVaType.PagedPool, SystemVaType.BootLoaded];
        foreach (SystemVaType type in types)
        {
            Assert.Equal(NtStatus.Success, bench.Core.Reserve(type, 256, out nuint address));
            ulong before = bench.Memory.Commit.Used;
            ulong tables = bench.Memory.Tables.TableCount;
            Assert.NotEqual(NtStatus.Success, bench.Core.Commit(address, 256));
            bench.Verify($"{type}");
            Assert.Equal(before, bench.Memory.Commit.Used - (bench.Memory.Tables.TableCount - tables));
            Assert.True(type != SystemVaType.BootLoaded || bench.Holds(address, null));
        }
    }

    [Theory]
    [EveryMode]
    public void A_commit_that_finds_no_frame_halfway_gives_all_back(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 250);
        while (bench.Memory.Lists.AvailableCount > 8)
        {
            bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: false);
        }

        ulong used = bench.Memory.Commit.Used;
        long left = bench.Memory.Resident.Left;
        foreach (SystemVaType type in (SystemVaType[])[SystemVaType.NonPagedPool, SystemVaType.BootLoaded])
        {
            Assert.Equal(NtStatus.Success, bench.Core.Reserve(type, 32, out nuint address));
            Assert.Equal(NtStatus.InsufficientResources, bench.Core.Commit(address, 32));
            Assert.True(type != SystemVaType.BootLoaded || bench.Holds(address, null));
        }

        ulong kept = bench.Memory.Commit.Used - used;
        Assert.Equal((long)kept, left - bench.Memory.Resident.Left);

        // Tables stay, and the frame of zeros does.
        Assert.True(kept <= 8, $"{kept} pages are still promised");
    }

    [Theory]
    [EveryMode]
    public void With_no_frame_at_all_nothing_is_promised(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 250);
        while (bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: false) != PfnDatabase.None)
        {
        }

        (ulong Used, long Left, uint Tables) before =
            (bench.Memory.Commit.Used, bench.Memory.Resident.Left, bench.Memory.Tables.TableCount);
        foreach (SystemVaType type in (SystemVaType[])[SystemVaType.NonPagedPool, SystemVaType.PagedPool])
        {
            Assert.Equal(NtStatus.Success, bench.Core.Reserve(type, 4, out nuint address));
            Assert.Equal(NtStatus.InsufficientResources, bench.Core.Commit(address, 4));
            bench.Core.Release(address, 4);
        }

        Assert.Equal(NtStatus.InsufficientResources, bench.Core.Reserve(SystemVaType.BootLoaded, 4, out _));
        nuint mapping = bench.Memory.SystemPtes.Reserve(1, mustSucceed: false);
        Assert.False(bench.Memory.SystemPtes.Map(mapping, bench.Memory.Tables.DirectoryFrame));
        Assert.Equal(before, (bench.Memory.Commit.Used, bench.Memory.Resident.Left, bench.Memory.Tables.TableCount));
        Assert.Equal(1u, bench.Memory.Pfn[bench.Memory.Tables.DirectoryFrame].ReferenceCount);
    }

    [Theory]
    [EveryMode]
    public void Entries_of_the_system_run_out_and_who_must_have_them_stops_with_0x3F(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        SystemPtes entries = bench.Memory.SystemPtes;
        nuint count = (nuint)entries.Range.Pages.Length;
        nuint first = entries.Reserve(count - 2, mustSucceed: true);
        Assert.NotEqual((nuint)0, first);
        Assert.Equal((nuint)0, entries.Reserve(3, mustSucceed: false));
        BugCheck stop = bench.StopOf(() => entries.Reserve(3, mustSucceed: true));
        Assert.Equal(
            (BugCheckCode.NoMoreSystemPtes, 0UL, 3UL, 2UL, (ulong)count),
            (stop.Code, stop.Parameter1, stop.Parameter2, stop.Parameter3, stop.Parameter4));
        Assert.Equal(2UL, entries.Range.FailureCount);
        entries.Release(first, count - 2);
        Assert.NotEqual((nuint)0, entries.Reserve(count, mustSucceed: true));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_kernel_stack_goes_out_and_comes_back_and_stops_with_0x77_when_it_cannot(PagingMode mode)
    {
        using MemoryBench bench = new(mode, files: [MemoryBench.File(100, 100)]);
        nuint stack = bench.Commit(SystemVaType.SystemPtes, 3);
        bench.Write(stack, 1);
        bench.Write(stack + (2 * Page), 3);
        long left = bench.Memory.Resident.Left;
        bench.Memory.Stacks.SwapOut(stack, 3);
        Assert.Equal((3u, left + 3), (bench.Memory.Lists.Modified.Count, bench.Memory.Resident.Left));
        bench.Verify();
        bench.SendOut();
        ulong entry = bench.Entry(stack);
        bench.Memory.Files.Files[0].IsBroken = true;
        BugCheck stop = bench.StopOf(() => bench.Memory.Stacks.TrySwapIn(stack, 3));
        Assert.Equal((BugCheckCode.KernelStackInpageError, 0xC000_009CUL), (stop.Code, stop.Parameter1));
        Assert.Equal(bench.Format.PagingFileOffsetOf(entry), stop.Parameter4);
        bench.Verify();
        bench.Memory.Files.Files[0].IsBroken = false;
        Assert.True(bench.Memory.Stacks.TrySwapIn(stack, 3));
        Assert.Equal((left, 0u), (bench.Memory.Resident.Left, bench.Memory.WorkingSet.Count));
        Assert.Equal(0u, bench.Memory.Files.Files[0].UsedCount);
        bench.Parts.Processors.Running.Irql = Irql.Dispatch;
        Assert.True(bench.Holds(stack, 1) && bench.Holds(stack + Page, null) && bench.Holds(stack + (2 * Page), 3));
        bench.Parts.Processors.Running.Irql = Irql.Passive;
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_hostile_pager_that_finds_its_page_gone_keeps_no_frame(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 200, files: [MemoryBench.File(300, 300)], isHostile: true);
        nuint pages = bench.Commit(SystemVaType.PagedPool, 250);
        for (uint round = 0; round < 3; round++)
        {
            for (uint index = 0; index < 250; index++)
            {
                Assert.True(round == 0 || bench.Holds(pages + (index * Page), index));
                bench.Write(pages + (index * Page), index);
            }

            bench.Verify($"round {round}");
        }
    }

    [Theory]
    [EveryMode]
    public void Interrupts_come_while_a_fault_waits_and_not_while_memory_that_stays_is_looked_for(PagingMode mode)
    {
        Counting calls = new();
        using MemoryBench bench = new(mode, frameCount: 220, files: [MemoryBench.File(500, 500)], calls: calls);
        nuint pages = bench.Commit(SystemVaType.PagedPool, 500);
        nuint next = pages;
        while (bench.Memory.Lists.AvailableCount != 0)
        {
            bench.Write(next, 1);
            next += Page;
        }

        bench.Parts.Dispatcher.Schedule(bench.Parts.Clock.Now + 1, KernelEventKind.Interrupt, 0, 0);
        bench.Commit(SystemVaType.NonPagedPool, 1);
        Assert.True(bench.Parts.Clock.Now > 1 && calls.InterruptCount == 0);
        while (bench.Memory.Lists.AvailableCount != 0)
        {
            bench.Write(next, 1);
            next += Page;
        }

        bench.Write(next, 1);
        Assert.Equal(1, calls.InterruptCount);

        // A second passed while code waited in the middle of something: its work comes when that has ended.
        bench.Parts.Dispatcher.WaitInside(bench.Parts.Clock.Now + (2 * Hal.InterruptClock.Second));
        Assert.Equal(0, calls.SecondCount);
        bench.Parts.Dispatcher.WaitUntil(bench.Parts.Clock.Now + 1);
        Assert.True(calls.SecondCount > 0);
    }

    private sealed class Counting : IDriverCalls
    {
        public int InterruptCount { get; private set; }

        public int SecondCount { get; private set; }

        public void Interrupt(int driver, ulong context) => InterruptCount++;

        public void Deferred(int driver, ulong context)
        {
        }

        public long Step(int driver, int thread) => -1;

        public void Second() => SecondCount++;
    }
}
