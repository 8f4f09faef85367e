using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Reports;
using ExPool.Model.Tests.Support;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Vm;

/// <summary>A heap cuts blocks out of pages, as pools do.</summary>
public sealed class UserHeapTests
{
    private const uint Region = UserHeap.RegionByteCount;

    [Theory]
    [EveryMode]
    public void A_512_byte_buffer_is_the_beginning_of_a_region_and_the_next_one_lies_just_past_it(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserHeap heap = Create(bench, out _);
        nuint region = heap.Notes.RegionAt(0);
        Assert.Equal([(region, Region)], heap.Notes.ListFree());

        nuint first = Take(heap, 512);
        Assert.Equal(region, first);
        Assert.Equal([(first, 512u)], heap.Notes.ListInUse());
        Assert.Equal([(first + 512, Region - 512)], heap.Notes.ListFree());

        Assert.Equal(first + 512, Take(heap, 1));
        Assert.Equal([(first + 528, Region - 528)], heap.Notes.ListFree());
    }

    [Fact]
    public void Neighbours_that_are_free_become_one_block_in_any_order()
    {
        using SpaceBench bench = new(PagingMode.X86);
        UserHeap heap = Create(bench, out _);
        foreach (int[] order in (int[][])[[0, 1, 2], [2, 1, 0], [0, 2, 1], [1, 0, 2]])
        {
            nuint[] blocks = [Take(heap, 100), Take(heap, 3000), Take(heap, 50_000)];
            foreach (int index in order)
            {
                Assert.Equal(NtStatus.Success, heap.Free(blocks[index]));
            }

            Assert.Equal([(blocks[0], Region)], heap.Notes.ListFree());
            Assert.Empty(heap.Notes.ListInUse());
        }
    }

    [Fact]
    public void What_is_no_block_in_use_is_refused()
    {
        using SpaceBench bench = new(PagingMode.Amd64);
        UserHeap heap = Create(bench, out _);
        nuint block = Take(heap, 100);
        foreach (nuint wrong in (nuint[])[0, block + 16, block + 1, block + 112, block - 16, block + Region])
        {
            Assert.Equal(NtStatus.InvalidParameter, heap.Free(wrong));
        }

        Assert.Equal(NtStatus.Success, heap.Free(block));
        Assert.Equal(NtStatus.InvalidParameter, heap.Free(block));
        Assert.Equal(NtStatus.InvalidParameter, heap.Allocate(Region + 1, out nuint none));
        Assert.Equal((nuint)0, none);
        Assert.Equal(block, Take(heap, 0));
    }

    [Theory]
    [EveryMode]
    public void Pages_are_committed_as_far_as_blocks_reach_and_go_with_them(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserHeap heap = Create(bench, out UserSpace space);
        ulong before = space.Space.CommitCount;
        nuint small = Take(heap, 512);
        Assert.Equal(before, space.Space.CommitCount);
        nuint large = Take(heap, 40_000);
        Assert.Equal(before + 9, space.Space.CommitCount);
        Assert.Equal(NtStatus.Success, heap.Free(large));
        Assert.Equal(before, space.Space.CommitCount);
        Assert.Equal(NtStatus.Success, heap.Free(small));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Blocks_never_share_a_byte_and_keep_theirs_whatever_is_freed_or_paged_out(PagingMode mode)
    {
        using SpaceBench bench = new(mode, pagingFile: 8 << 20);
        UserHeap heap = Create(bench, out UserSpace space);
        SeededRandom random = new(7);
        List<(nuint Address, byte[] Bytes)> blocks = [];
        for (int step = 0; step < 400; step++)
        {
            if (blocks.Count == 0 || random.Next(5) > 1)
            {
                byte[] bytes = new byte[random.Between(1, step % 10 == 0 ? 20_000u : 300)];
                new Random(step).NextBytes(bytes);
                nuint address = Take(heap, (uint)bytes.Length);
                Assert.Equal(NtStatus.Success, space.Write(address, bytes));
                blocks.Add((address, bytes));
            }
            else
            {
                int index = (int)random.Next((uint)blocks.Count);
                byte[] found = new byte[blocks[index].Bytes.Length];
                Assert.Equal(NtStatus.Success, space.Read(blocks[index].Address, found));
                Assert.Equal(blocks[index].Bytes, found);
                Assert.Equal(NtStatus.Success, heap.Free(blocks[index].Address));
                blocks.RemoveAt(index);
            }

            if (step % 100 == 99)
            {
                bench.SendOut();
                ExpectWhole(heap);
            }
        }

        Assert.True(heap.Notes.RegionCount > 1, "It grew.");
        UserHeap again = UserHeap.Open(space, heap.Control);
        blocks.ForEach(block => Assert.Equal(NtStatus.Success, again.Free(block.Address)));
        Assert.Equal((int)heap.Notes.RegionCount, heap.Notes.ListFree().Count);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_heap_that_finds_no_memory_stays_as_it_was(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserHeap heap = Create(bench, out UserSpace space);
        Take(heap, 60_000);
        List<(nuint, uint)> free = heap.Notes.ListFree();
        (ulong, long, uint) before = bench.Balance();
        ulong reserved = space.VirtualByteCount;
        ulong rest = bench.Memory.Commit.Limit - bench.Memory.Commit.Used - 1;
        Assert.True(bench.Memory.Commit.TryCharge(rest));
        Assert.Equal(NtStatus.CommitmentLimit, heap.Allocate(20_000, out _));
        bench.Memory.Commit.Return(rest);
        Assert.Equal(free, heap.Notes.ListFree());
        Assert.Equal(1u, heap.Notes.RegionCount);
        Assert.Equal((before.Item1, before.Item2), (bench.Balance().Promised, bench.Balance().Resident));
        Assert.Equal(reserved, space.VirtualByteCount);

        rest = bench.Memory.Commit.Limit - bench.Memory.Commit.Used;
        Assert.True(bench.Memory.Commit.TryCharge(rest));
        Assert.Equal(NtStatus.CommitmentLimit, UserHeap.Create(space, out UserHeap? none));
        bench.Memory.Commit.Return(rest);
        Assert.Null(none);
        Assert.Equal(reserved, space.VirtualByteCount);
        bench.Verify();
    }

    [Fact]
    public void A_region_that_is_refused_takes_the_page_of_its_notes_with_it()
    {
        using SpaceBench bench = new(PagingMode.X86);
        UserHeap heap = Create(bench, out UserSpace space);
        bool isPageOfNotesNew = false;
        for (uint count = 1; count <= 8; count++)
        {
            Take(heap, 60_000);
            Assert.Equal(count, heap.Notes.RegionCount);
            (ulong charged, ulong reserved) = (space.Space.CommitCount, space.VirtualByteCount);
            nuint notes = heap.Notes.PlaceOf(count);
            bool isNew = space.Read(notes, new byte[1]) != NtStatus.Success;

            // Enough for a region and its notes, not for the block.
            ulong rest = bench.Memory.Commit.Limit - bench.Memory.Commit.Used - 2;
            Assert.True(bench.Memory.Commit.TryCharge(rest));
            Assert.Equal(NtStatus.CommitmentLimit, heap.Allocate(60_000, out _));
            bench.Memory.Commit.Return(rest);

            Assert.Equal((charged, reserved), (space.Space.CommitCount, space.VirtualByteCount));
            Assert.Equal(isNew, space.Read(notes, new byte[1]) != NtStatus.Success);
            isPageOfNotesNew |= isNew;
        }

        Assert.True(isPageOfNotesNew);
        bench.Verify();
    }

    [Fact]
    public void The_trace_tells_each_step_and_leaves_nothing_in_the_machine()
    {
        using SpaceBench bench = new(PagingMode.Amd64);
        HeapRequest[] requests =
        [
            new(HeapAction.Allocate, 512), new(HeapAction.Allocate, 200), new(HeapAction.Free, 1),
            new(HeapAction.Free, 1),
        ];
        bench.Computer.TraceHeap(requests);
        (ulong, long, uint) before = bench.Balance();

        HeapReport report = bench.Computer.TraceHeap(requests);

        Assert.Equal(before, bench.Balance());
        Assert.Equal(5, report.Steps.Length);
        ulong region = report.Steps[0].Regions[0].Address;
        Assert.Equal([new HeapBlock(region, 512), new(region + 512, 208)], report.Steps[2].InUse);
        Assert.Equal([new HeapBlock(region, 512), new(region + 720, Region - 720)], report.Steps[3].Free);
        Assert.Equal(NtStatus.InvalidParameter, report.Steps[4].Status);
        ComputerException exception = Assert.Throws<ComputerException>(
            () => bench.Computer.TraceHeap([new(HeapAction.Free, 1)]));
        Assert.Contains("expected", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, bench.Balance());
    }

    private static UserHeap Create(SpaceBench bench, out UserSpace space)
    {
        space = bench.Create();
        Assert.Equal(NtStatus.Success, UserHeap.Create(space, out UserHeap? heap));
        return heap!;
    }

    private static nuint Take(UserHeap heap, uint byteCount)
    {
        Assert.Equal(NtStatus.Success, heap.Allocate(byteCount, out nuint address));
        return address;
    }

    /// <summary>In use and free together are all regions, and no free block has a free neighbour.</summary>
    private static void ExpectWhole(UserHeap heap)
    {
        SortedDictionary<nuint, (uint Size, bool IsFree)> all = [];
        heap.Notes.ListInUse().ForEach(block => all.Add(block.Address, (block.ByteCount, false)));
        heap.Notes.ListFree().ForEach(block => all.Add(block.Address, (block.ByteCount, true)));
        uint sum = 0;
        nuint end = 0;
        bool wasFree = false;
        foreach ((nuint address, (uint size, bool isFree)) in all)
        {
            bool isStart = address % Region == 0;
            Assert.True(isStart || address == end, $"{address:X} begins where nothing ends.");
            Assert.False(!isStart && wasFree && isFree, $"{address:X} and what is before it are free.");
            (end, wasFree) = (address + size, isFree);
            sum += size;
        }

        Assert.Equal(heap.Notes.RegionCount * Region, sum);
    }
}
