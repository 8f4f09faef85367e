using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ex;
using ExPool.Ex.Views;
using ExPool.Machine;
using ExPool.Tests.Support;
using Xunit;

namespace ExPool.Tests.Ex;

public sealed class PoolPagesTests : IDisposable
{
    private const int MaximumPages = 2048;

    private readonly HostMachine _machine = TestMachines.Host();
    private readonly PoolPages<HostMachine> _pages;
    private readonly nuint _root;

    public PoolPagesTests()
    {
        PoolSizes sizes = new(InitialPageCount: 16, GrowthPageCount: 16, MaximumPages);
        LookasideLimits limits = new(largestByteCount: 0, heldByteCount: 1 << 20, maximumDepth: 256);
        ExecutiveBoot<HostMachine> boot = new(
            _machine, sizes, sizes, pagedPools: 1, tags: 64, limits, capturesCallSites: false);
        boot.Run();
        _root = boot.Root;
        StopGate<HostMachine> gate = new(_machine, _root);
        _pages = new PoolPages<HostMachine>(
            _machine,
            new TableSpace<HostMachine>(_machine, _root, gate),
            gate,
            new RootRecord<HostMachine>(_machine, _root).PoolAddress(PoolKind.Paged));
    }

    private PoolRecord<HostMachine> Record => new(_machine, _pages.Record);

    public void Dispose()
    {
        _pages.Release();
        _machine.ReleasePages(_root, new RootRecord<HostMachine>(_machine, _root).TablesByteCount >> 12);
    }

    [Fact]
    public void A_run_says_what_its_pages_are()
    {
        nuint address = Allocate(3);
        Assert.Equal(PageState<HostMachine>.BigFirst, _pages.StateOf(address));
        Assert.Equal(PageState<HostMachine>.BigRest, _pages.StateOf(address + 4096));
        Assert.Equal(PageState<HostMachine>.BigRest, _pages.StateOf(address + (2 * 4096) + 4095));
        Assert.Equal(3u, _pages.BlockAt(address).PageCount);
        Assert.Equal(5u, _pages.BlockAt(address).Key);
        Assert.Equal(0u, _pages.BlockAt(address).Owner);
        _pages.Free(address, 3);
        Assert.Equal(PageState<HostMachine>.Free, _pages.StateOf(address));
        // Pages above what is committed have no state in memory; they are free.
        Assert.Equal(PageState<HostMachine>.Free, _pages.StateOf(_pages.Start + _pages.ByteCount - 1));
    }

    [Fact]
    public void The_smallest_run_that_fits_is_used()
    {
        nuint[] blocks = [.. Enumerable.Range(0, 9).Select(_ => Allocate(5))];
        nuint[] pins = [.. Enumerable.Range(0, 3).Select(_ => Allocate(1))];
        Assert.Equal(12, blocks.Concat(pins).Distinct().Count());
        _pages.Free(blocks[1], 5);
        _pages.Free(blocks[4], 5);
        _pages.Free(blocks[5], 5);
        Assert.Equal(blocks[1], Allocate(4));
        Assert.Equal(blocks[4], Allocate(10));
    }

    [Fact]
    public void Free_neighbours_become_one_run()
    {
        nuint[] blocks = [.. Enumerable.Range(0, 8).Select(_ => Allocate(2)).Order()];
        _pages.Free(blocks[2], 2);
        _pages.Free(blocks[4], 2);
        _pages.Free(blocks[3], 2);
        Assert.Equal(blocks[2], Allocate(6));
    }

    [Fact]
    public void A_pool_grows_into_the_run_at_its_end()
    {
        nuint first = Allocate(10);
        Assert.Equal((nuint)16, Record.CommittedPageCount);
        // Six pages are free at the end: sixteen more are enough.
        nuint second = Allocate(20);
        Assert.Equal((nuint)32, Record.CommittedPageCount);
        Assert.Equal(first + (10 * 4096), second);
    }

    [Fact]
    public void A_pool_at_its_maximum_does_not_grow_for_pages_that_were_freed_meanwhile()
    {
        nuint all = Allocate(MaximumPages);
        Assert.False(_pages.Grow(1, MaximumPages));
        _pages.Free(all, MaximumPages);
        // Whoever found no run a moment ago shall look again.
        Assert.True(_pages.Grow(MaximumPages, MaximumPages));
        Assert.Equal((nuint)MaximumPages, Record.CommittedPageCount);
        Assert.Equal(all, Allocate(MaximumPages));
    }

    [Fact]
    public void Single_pages_are_cached_and_become_runs_again_when_a_longer_one_is_wanted()
    {
        nuint[] pages = [.. Enumerable.Range(0, 20).Select(_ => Allocate(1))];
        Array.ForEach(pages, page => _pages.Free(page, 1));
        Assert.Equal((uint)PoolRecord<HostMachine>.CachedPageMaximum, Record.CachedPageCount);
        Assert.Equal(PageState<HostMachine>.Cached, _pages.StateOf(pages[0]));
        Assert.Equal(PageState<HostMachine>.Free, _pages.StateOf(pages[^1]));
        Assert.Equal(pages[15], Allocate(1));
        _pages.Free(pages[15], 1);
        Assert.Equal(_pages.Start, Allocate(MaximumPages));
        Assert.Equal(0u, Record.CachedPageCount);
    }

    [Fact]
    public void Free_pages_that_go_back_to_the_system_stay_runs_and_are_counted_until_they_are_taken()
    {
        nuint first = Allocate(30);
        nuint second = Allocate(30);
        _pages.Free(first, 30);
        nuint committed = Record.CommittedPageCount;
        // Freed a moment ago: no page is quiet yet, but all of them are when no quiet time is asked for.
        Assert.Equal((nuint)0, _pages.ReturnQuietPages());
        Assert.Equal(committed - 30, _pages.ReturnQuietPages(quietSeconds: 0));
        Assert.Equal(committed - 30, Record.ReturnedPageCount);
        Assert.Equal((nuint)0, _pages.ReturnQuietPages(quietSeconds: 0));
        Assert.Equal(PageState<HostMachine>.Returned, _pages.StateOf(first));
        _pages.Free(second, 30);
        Assert.Equal((nuint)30, _pages.ReturnQuietPages(quietSeconds: 0));
        Assert.Equal(committed, Record.ReturnedPageCount);
        Assert.Equal(first, Allocate(40));
        Assert.Equal(committed - 40, Record.ReturnedPageCount);
    }

    [Fact]
    public void Every_length_has_a_bin_and_longer_runs_have_no_lower_one()
    {
        int last = -1;
        for (ulong length = 1; length <= uint.MaxValue; length += 1 + (length / 50))
        {
            int bin = PageRunBins<HostMachine>.BinOf((uint)length);
            Assert.InRange(bin, Math.Max(last, 0), PoolRecord<HostMachine>.BinCount - 1);
            Assert.True(length >= 64 || bin == (int)length - 1);
            last = bin;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_runs_never_overlap_and_are_refused_only_when_none_fits(int seed)
    {
        Random random = new(seed);
        bool[] taken = new bool[MaximumPages];
        List<(nuint Address, int Count)> runs = [];
        int refused = 0;
        for (int round = 0; round < 4000; round++)
        {
            int count = random.Next(20) == 0 ? random.Next(16, 300) : random.Next(1, 16);
            if (random.Next(5) < 3)
            {
                nuint address = _pages.Allocate(
                    (nuint)count, PageState<HostMachine>.BigFirst, PageState<HostMachine>.BigRest, key: 5);
                if (address == 0)
                {
                    refused++;
                    AssertNoneFits(taken, count);
                    continue;
                }

                Mark(taken, address, count, to: true);
                runs.Add((address, count));
            }
            else if (runs.Count > 0)
            {
                int victim = random.Next(runs.Count);
                (nuint address, int length) = runs[victim];
                runs.RemoveAt(victim);
                Mark(taken, address, length, to: false);
                _pages.Free(address, (nuint)length);
            }

            Assert.Equal((nuint)taken.Count(page => page), Record.PagesInUse);
        }

        Assert.True(refused > 0, "The limit was never met.");
        runs.ForEach(run => _pages.Free(run.Address, (nuint)run.Count));
        Assert.Equal((nuint)0, Record.PagesInUse);
        Assert.Equal(_pages.Start, Allocate(MaximumPages));
    }

    private nuint Allocate(int count)
    {
        nuint address = _pages.Allocate(
            (nuint)count, PageState<HostMachine>.BigFirst, PageState<HostMachine>.BigRest, key: 5);
        Assert.NotEqual((nuint)0, address);
        return address;
    }

    private void Mark(bool[] taken, nuint address, int count, bool to)
    {
        Assert.Equal((nuint)0, address % 4096);
        int first = (int)((address - _pages.Start) / 4096);
        for (int page = first; page < first + count; page++)
        {
            Assert.True(taken[page] != to, $"Page {page} is given out twice.");
            taken[page] = to;
        }
    }

    private static void AssertNoneFits(bool[] taken, int count)
    {
        // Above 63 pages a bin holds several lengths, and only so many of its runs are looked at.
        const int ExactBins = 63;
        int free = 0;
        int longest = 0;
        foreach (bool page in taken)
        {
            free = page ? 0 : free + 1;
            longest = Math.Max(longest, free);
        }

        Assert.True(
            longest < count || count > ExactBins, $"{count} pages were refused; a run of {longest} is free.");
    }
}
