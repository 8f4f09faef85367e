using System.Linq;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Lists;

/// <summary>What a block from the running thread's own list costs: no lock, no system call, no barrier.</summary>
public sealed class HitTests
{
    private const int Rounds = 1000;

    private static readonly Geometry s_sizes = Geometry.Of<HostMachine>();

    public static TheoryData<PoolKind, int> PoolsAndSizes()
    {
        TheoryData<PoolKind, int> rows = [];
        foreach (int byteCount in new[] { 1, 100, 2000, 4072, 4073, 4096, 40_000, 131_072 })
        {
            rows.Add(PoolKind.NonPaged, byteCount);
            rows.Add(PoolKind.Paged, byteCount);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(PoolsAndSizes))]
    public void A_hit_takes_no_lock_and_asks_nothing_of_the_machine(PoolKind kind, int byteCount)
    {
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Boot(record);
        WarmUp(pools, kind, byteCount);
        RawList<Recorded<HostMachine>> list = pools.Tables().CurrentProcessor().List(kind, s_sizes.ListOf(byteCount));
        ulong served = list.Served;
        ulong misses = list.AllocateMisses + list.FreeMisses;
        long calls = record.CallCount;
        for (int round = 0; round < Rounds; round++)
        {
            pools.Free(pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Hit "), "Hit ");
        }

        Assert.Equal(calls, record.CallCount);
        Assert.Equal(served + Rounds, list.Served);
        Assert.Equal(misses, list.AllocateMisses + list.FreeMisses);
        AssertCounted(pools, kind, WarmUpRounds + Rounds);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_hit_by_a_thread_with_many_tags_looks_in_the_hash_of_all_of_them(PoolKind kind)
    {
        const int NotedAtMost = 64;
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Boot(record);
        PoolTag[] tags = [.. Enumerable.Range(0, NotedAtMost + 1).Select(number => new PoolTag($"{number:D4}"))];
        Use(tags[..NotedAtMost]);
        RawProcessor<Recorded<HostMachine>> mine = pools.Tables().CurrentProcessor();
        Assert.Contains(tags, tag => mine.RecentTagAddress(kind, tag) != 0);
        Use(tags[NotedAtMost..]);
        Use(tags);
        Assert.DoesNotContain(tags, tag => mine.RecentTagAddress(kind, tag) != 0);
        Assert.All(tags, tag => Assert.Equal(
            new PoolCounters(2, 2, 0), PoolAssert.Counters(pools.Capture(), tag, kind)));
        PoolAssert.IsEmptyAfterTrim(pools);

        void Use(PoolTag[] some)
        {
            foreach (PoolTag tag in some)
            {
                pools.Free(pools.Allocate(TestPools.Flags(kind), 64, tag), tag);
            }
        }
    }

    [Theory]
    [MemberData(nameof(PoolsAndSizes))]
    public void A_hit_through_a_context_asks_nothing_of_the_machine(PoolKind kind, int byteCount)
    {
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Boot(record);
        WarmUp(pools, kind, byteCount);
        long calls;
        using (PoolProcessor<Recorded<HostMachine>> processor = pools.EnterProcessor())
        {
            calls = record.CallCount;
            for (int round = 0; round < Rounds; round++)
            {
                processor.Free(processor.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Hit "), "Hit ");
            }
        }

        Assert.Equal(calls, record.CallCount);
        AssertCounted(pools, kind, WarmUpRounds + Rounds);
    }

    [Fact]
    public void A_free_without_a_tag_takes_no_lock_either()
    {
        MachineRecord record = new();
        using Executive<Recorded<HostMachine>> pools = Boot(record);
        WarmUp(pools, PoolKind.Paged, 100);
        long calls = record.CallCount;
        for (int round = 0; round < Rounds; round++)
        {
            pools.Free(pools.Allocate(PoolFlags.Paged, 100, "Hit "));
        }

        Assert.Equal(calls, record.CallCount);
        AssertCounted(pools, PoolKind.Paged, WarmUpRounds + Rounds);
    }

    [Fact]
    public void A_block_of_33_pages_goes_through_no_list()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);
        nuint address = pools.Allocate(PoolFlags.Paged, 33 * Geometry.PageByteCount, "Big ");
        pools.Free(address, "Big ");
        PoolAssert.IsEmpty(pools);

        // One page less, and the pool keeps it.
        pools.Free(pools.Allocate(PoolFlags.Paged, 32 * Geometry.PageByteCount, "Big "), "Big ");
        Assert.Equal(32 * TestPools.Page, pools.Capture().Paged.BytesInUse);
        Assert.Equal(0ul, pools.Capture().Paged.ChargedBytes);
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void Lists_serve_blocks_up_to_the_size_of_the_options_and_no_larger()
    {
        // NT's own limit on x64: 512 bytes with the header.
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            TestPools.Host(), TestPools.Options with { LookasideLargestByteCount = 512 });
        for (int byteCount = 1; byteCount <= 2000; byteCount += 7)
        {
            pools.Free(pools.Allocate(PoolFlags.NonPaged, (nuint)byteCount, "Nt  "), "Nt  ");
            Assert.Equal(
                s_sizes.Charge(byteCount) <= 512,
                pools.Tables().CurrentProcessor().List(PoolKind.NonPaged, s_sizes.ListOf(byteCount)).IsUsed);
        }

        PoolAssert.IsEmptyAfterTrim(pools);
    }

    private const int WarmUpRounds = 5;

    private static void WarmUp(Executive<Recorded<HostMachine>> pools, PoolKind kind, int byteCount)
    {
        for (int round = 0; round < WarmUpRounds; round++)
        {
            nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Hit ");
            Assert.NotEqual((nuint)0, address);
            pools.Free(address, "Hit ");
        }
    }

    private static Executive<Recorded<HostMachine>> Boot(MachineRecord record) =>
        Executive<Recorded<HostMachine>>.Boot(new(TestPools.Host(), record), TestPools.Listed);

    private static void AssertCounted(Executive<Recorded<HostMachine>> pools, PoolKind kind, int rounds)
    {
        Assert.Equal(
            new PoolCounters((ulong)rounds, (ulong)rounds, 0), PoolAssert.Counters(pools.Capture(), "Hit ", kind));
        PoolAssert.IsEmptyAfterTrim(pools);
    }
}
