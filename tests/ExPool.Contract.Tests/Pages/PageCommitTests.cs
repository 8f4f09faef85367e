using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Pages;

/// <summary>Pages whose memory went back to the system are committed again before anybody has them.</summary>
public sealed class PageCommitTests
{
    private const int Pages = 200;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_page_is_committed_twice_or_touched_while_it_is_not(int seed)
    {
        MachineRecord record = new();
        CommitMap map = new(record);
        using Executive<Recorded<HostMachine>> pools = Executive<Recorded<HostMachine>>.Boot(
            new(TestPools.Host(), record), TestPools.OfPages(initial: 16, maximum: 1024, growth: 16));
        map.Watch(pools.Tables().Pool(PoolKind.NonPaged).Start, 1024);
        map.Watch(pools.Tables().Pool(PoolKind.Paged).Start, 1024);
        Random random = new(seed);
        List<nuint> blocks = [];
        for (int round = 0; round < 1500; round++)
        {
            int byteCount = random.Next(3) == 0 ? random.Next(1, 4072) : random.Next(4073, 60_000);
            nuint block = pools.Allocate(
                TestPools.Flags((PoolKind)random.Next(2)), (nuint)byteCount, "Cmit");
            Assert.NotEqual((nuint)0, block);
            Assert.True(map.IsCommitted(block) && map.IsCommitted(block + (nuint)byteCount - 1));
            blocks.Add(block);
            while (blocks.Count > 40)
            {
                pools.Free(Take(blocks, random), "Cmit");
            }

            if (random.Next(20) == 0)
            {
                pools.Trim();
                AssertCounts(pools, map);
            }
        }

        blocks.ForEach(block => pools.Free(block, "Cmit"));
        AssertCounts(pools, map);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_system_that_has_no_memory_for_them_is_a_refusal_and_changes_nothing(PoolKind kind)
    {
        CommitFaults counted = CommitFaults.None();
        using (ScatteredPool(counted, kind))
        {
        }

        // The run that serves the request has two parts that went back: either may fail.
        for (int part = 0; part < 2; part++)
        {
            using Executive<LowResources<HostMachine>> pools =
                ScatteredPool(CommitFaults.Once(counted.CallCount + part), kind);
            PoolUsage before = pools.Capture()[kind];
            Assert.Equal((nuint)0, AllocatePages(pools, kind, Pages));
            PoolUsage after = pools.Capture()[kind];
            Assert.Equal(1ul, after.Failures);
            Assert.Equal(before.ReturnedBytes - ((ulong)part * 50 * TestPools.Page), after.ReturnedBytes);
            Assert.Equal(before.CommittedBytes, after.CommittedBytes);
            PoolAssert.IsSound(pools);

            nuint block = AllocatePages(pools, kind, Pages);
            Assert.NotEqual((nuint)0, block);
            Assert.Equal(-1, pools.Memory().FindNonZero(block, Pages * Geometry.PageByteCount));
            Assert.Equal(before.ReturnedBytes - (150 * TestPools.Page), pools.Capture()[kind].ReturnedBytes);
            pools.Free(block, "Page");
            PoolAssert.IsEmpty(pools);
        }
    }

    [Fact]
    public void Each_commit_of_pages_that_come_back_is_one_call()
    {
        MachineRecord record = new();
        List<nuint> commits = [];
        using Executive<Recorded<HostMachine>> pools = Executive<Recorded<HostMachine>>.Boot(
            new(TestPools.Host(), record), TestPools.OfPages(initial: 16, maximum: 1024, growth: 16));
        nuint block = AllocatePages(pools, PoolKind.NonPaged, Pages);
        pools.Free(block, "Page");
        pools.Trim();
        ulong? returned = pools.Capture().NonPaged.ReturnedBytes;
        record.OnCommitment = (_, pageCount, isCommit) => commits.Add(isCommit ? pageCount : 0);
        nuint again = AllocatePages(pools, PoolKind.NonPaged, 120);
        Assert.Equal([120], commits);
        Assert.Equal(returned - (120 * TestPools.Page), pools.Capture().NonPaged.ReturnedBytes);
        pools.Free(again, "Page");
    }

    /// <summary>Pages of which 50 went back, 50 are free, and 100 and more went back: one free run.</summary>
    private static Executive<LowResources<HostMachine>> ScatteredPool(CommitFaults faults, PoolKind kind)
    {
        Executive<LowResources<HostMachine>> pools = Executive<LowResources<HostMachine>>.Boot(
            new(TestPools.Host(), faults), TestPools.OfPages(initial: 16, maximum: 1024, growth: 16));
        nuint[] blocks =
        [
            AllocatePages(pools, kind, 50), AllocatePages(pools, kind, 50), AllocatePages(pools, kind, 100),
        ];
        pools.Free(blocks[0], "Page");
        pools.Free(blocks[2], "Page");
        pools.Trim();
        pools.Free(blocks[1], "Page");
        return pools;
    }

    private static nuint AllocatePages<TMachine>(Executive<TMachine> pools, PoolKind kind, int pages)
        where TMachine : struct, IMachine =>
        pools.Allocate(TestPools.Flags(kind), (nuint)pages * Geometry.PageByteCount, "Page");

    private static nuint Take(List<nuint> blocks, Random random)
    {
        int index = random.Next(blocks.Count);
        nuint block = blocks[index];
        blocks.RemoveAt(index);
        return block;
    }

    private static void AssertCounts(Executive<Recorded<HostMachine>> pools, CommitMap map)
    {
        PoolSnapshot now = pools.Capture();
        foreach (PoolUsage usage in new[] { now.NonPaged, now.Paged })
        {
            Assert.Equal(
                usage.CommittedBytes - usage.ReturnedBytes,
                map.CountCommitted(pools.Tables().Pool(usage.Kind).Start, 1024) * TestPools.Page);
        }
    }

    /// <summary>Which pages are committed now; fails when one is committed twice, or touched while it is not.</summary>
    private sealed class CommitMap
    {
        private readonly HashSet<nuint> _committed = [];
        private readonly List<(nuint Start, nuint PageCount)> _watched = [];

        public CommitMap(MachineRecord record)
        {
            record.OnCommitment = (address, pageCount, isCommit) =>
            {
                nuint first = address / Geometry.PageByteCount;
                for (nuint page = first; page < first + pageCount; page++)
                {
                    Assert.True(isCommit ? _committed.Add(page) : _committed.Remove(page));
                }
            };
            record.OnAccess = address => Assert.True(!IsWatched(address) || IsCommitted(address));
        }

        public void Watch(nuint start, nuint pageCount) => _watched.Add((start, pageCount));

        public bool IsCommitted(nuint address) => _committed.Contains(address / Geometry.PageByteCount);

        public ulong CountCommitted(nuint start, nuint pageCount) => (ulong)_committed.LongCount(
            page => unchecked(page - (start / Geometry.PageByteCount)) < pageCount);

        private bool IsWatched(nuint address) => _watched.Exists(
            range => unchecked(address - range.Start) < range.PageCount * Geometry.PageByteCount);
    }
}
