using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Attach;

/// <summary>Pools that are opened again from what lies in memory go on as if they had never been closed.</summary>
public sealed class AttachTests
{
    private const int Steps = 6000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pools_opened_again_place_and_count_every_block_as_pools_that_ran_on(int seed)
    {
        Story straight = Play(seed, attachEvery: Steps);
        Story reopened = Play(seed, attachEvery: 500);
        Assert.Equal(straight.Places, reopened.Places);
        AssertEqual(straight.AtWork, reopened.AtWork);
        AssertEqual(straight.AtEnd, reopened.AtEnd);
    }

    [Fact]
    public void Options_that_matter_after_the_boot_are_kept()
    {
        ExecutiveOptions options = TestPools.Options with { CaptureCallSites = false };
        using Executive<HostMachine> pools = Reopen(Executive<HostMachine>.Boot(TestPools.Host(), options));
        nuint block = pools.Allocate(PoolFlags.NonPaged, 100, "New1");
        pools.Free(block, "New1");

        // No lists: the block went back to its page, and no call site was asked for.
        PoolSnapshot now = pools.Capture();
        Assert.Equal(0ul, now.NonPaged.BytesInUse);
        Assert.Empty(now.Lookasides);
        Assert.Null(now.Tags.Single(row => row.Tag == "New1").CallSite);
    }

    [Fact]
    public void A_list_of_a_program_is_found_by_its_address_with_the_functions_it_was_made_with()
    {
        Executive<HostMachine> before = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);
        LookasideList<HostMachine> plain = before.CreateLookasideList(PoolFlags.Paged, 200, "Plai", 64);
        LookasideList<HostMachine> own = before.CreateLookasideList(
            PoolFlags.NonPaged | PoolFlags.Uninitialized, 40, "Own1", (flags, size, tag, _) => 0, null);
        nuint block = plain.Allocate();
        plain.Free(block);
        using Executive<HostMachine> pools = Reopen(before);

        LookasideList<HostMachine> found = pools.OpenLookasideList(plain.Address);
        Assert.Same(found, pools.OpenLookasideList(plain.Address));
        Assert.Equal((PoolFlags.Paged, 200, 64), (found.Flags, (int)found.ByteCount, found.MaximumDepth));
        Assert.Equal(1, found.HeldCount);
        Assert.Equal(block, found.Allocate());
        found.Free(block);
        found.Dispose();
        Assert.Contains(
            "No look-aside list is at",
            Assert.Throws<ArgumentException>(() => pools.OpenLookasideList(plain.Address)).Message,
            StringComparison.Ordinal);

        Assert.Throws<ArgumentException>(() => pools.OpenLookasideList(own.Address));
        LookasideList<HostMachine> again = pools.OpenLookasideList(own.Address, (flags, size, tag, _) => 64);
        Assert.Equal(PoolFlags.NonPaged | PoolFlags.Uninitialized, again.Flags);
        Assert.Equal((nuint)64, again.Allocate());
        Assert.Throws<ArgumentException>(() => pools.OpenLookasideList(own.Address, (flags, size, tag, _) => 64));
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    [Fact]
    public void A_process_is_found_by_its_number_with_what_is_charged_to_it()
    {
        Executive<HostMachine> before = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);
        QuotaProcess<HostMachine> tenant = before.CreateProcess("tenant", 10_000);
        QuotaProcess<HostMachine> gone = before.CreateProcess("gone");
        gone.Dispose();
        nuint block;
        using (tenant.Enter())
        {
            block = before.Allocate(PoolFlags.NonPaged | PoolFlags.UseQuota, 500, "Tnnt");
        }

        QuotaUsage charged = tenant.Usage(PoolKind.NonPaged);
        using Executive<HostMachine> pools = Reopen(before);
        QuotaProcess<HostMachine> found = pools.OpenProcess(tenant.Number);
        Assert.Equal(("tenant", charged), (found.Name, found.Usage(PoolKind.NonPaged)));
        using (found.Enter())
        {
            Assert.Equal((nuint)0, pools.Allocate(PoolFlags.NonPaged | PoolFlags.UseQuota, 9600, "Tnnt"));
        }

        pools.Free(block, "Tnnt");
        Assert.Equal(0ul, found.Usage(PoolKind.NonPaged).Bytes);
        Assert.Same(pools.SystemProcess, pools.OpenProcess(before.SystemProcess.Number));
        Assert.Throws<ArgumentException>(() => pools.OpenProcess(gone.Number));
        Assert.Throws<ArgumentException>(() => pools.OpenProcess(tenant.Number + 1000));
    }

    [Fact]
    public void Pools_that_a_stop_ended_stay_ended()
    {
        Executive<HostMachine> before = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Listed);
        nuint block = before.Allocate(PoolFlags.NonPaged, 500, "Stop");
        before.Memory().WritePattern(block, 520, 1);
        BugCheck stop = Assert.Throws<BugCheckException>(() => before.Free(block, "Stop")).Stop;
        using Executive<HostMachine> pools = Reopen(before);
        Assert.Equal(stop, Assert.Throws<BugCheckException>(() => pools.Free(block, "Stop")).Stop);
        Assert.Equal(
            stop, Assert.Throws<BugCheckException>(() => pools.Allocate(PoolFlags.Paged, 10, "Stop")).Stop);
        Assert.Equal(stop, pools.Capture().Stop);
    }

    [Theory]
    [InlineData(0x000, "EXPOOLKD")]
    [InlineData(0x008, "Version")]
    [InlineData(0x010, "TablesAddress")]
    [InlineData(0x028, "PointerByteCount")]
    [InlineData(0x02C, "PageByteCount")]
    [InlineData(0x030, "UnitByteCount")]
    [InlineData(0x034, "HeaderByteCount")]
    [InlineData(0x038, "FirstBlockByteOffset")]
    [InlineData(0x07C, "ProcessorMaximum")]
    [InlineData(0x0A0, "LookasideClassCount")]
    [InlineData(0x0C0, "StopState")]
    public unsafe void Memory_of_another_form_is_refused_with_one_line(int offset, string named)
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Options);
        uint* field = (uint*)(pools.DebuggerData + (nuint)offset);
        uint before = *field;

        // 1 more is another number for each of them; of an address it is another page.
        *field = before + (offset == 0x010 ? 0x1000u : 1);
        SnapshotFormatException refusal = Assert.Throws<SnapshotFormatException>(
            () => Executive<HostMachine>.Attach(pools.Machine, pools.DebuggerData));
        *field = before;
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("expected", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        PoolAssert.IsSound(pools);
    }

    [Fact]
    public void An_address_that_is_no_page_and_a_machine_of_more_nodes_are_refused()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Options);
        Assert.Throws<SnapshotFormatException>(() => Executive<HostMachine>.Attach(pools.Machine, 0));
        Assert.Throws<SnapshotFormatException>(
            () => Executive<HostMachine>.Attach(pools.Machine, pools.DebuggerData + 8));
        Assert.Contains(
            "descriptors",
            Assert.Throws<SnapshotFormatException>(() => Executive<Topology<HostMachine>>.Attach(
                new(pools.Machine, new NodePlan(3)), pools.DebuggerData)).Message,
            StringComparison.Ordinal);
        Assert.Throws<SnapshotFormatException>(
            () => Executive<NtLayout64<HostMachine>>.Attach(new(pools.Machine), pools.DebuggerData));
    }

    private static Executive<TMachine> Reopen<TMachine>(Executive<TMachine> pools)
        where TMachine : struct, IMachine => Executive<TMachine>.Attach(pools.Machine, pools.DebuggerData);

    private static Story Play(int seed, int attachEvery)
    {
        MachineRecord clock = new() { Ticks = 64_000 };
        Executive<Recorded<HostMachine>> pools = Executive<Recorded<HostMachine>>.Boot(
            new(TestPools.Host(), clock), TestPools.Listed);
        nuint list = pools.CreateLookasideList(PoolFlags.Paged, 300, "List").Address;
        uint process = pools.CreateProcess("tenant", 500_000).Number;
        Random random = new(seed);
        List<(nuint Address, int Kind)> blocks = [];
        List<long> places = [];
        for (int step = 1; step <= Steps; step++)
        {
            if (step % attachEvery == 0)
            {
                pools = Reopen(pools);
            }

            clock.Ticks += random.Next(40) == 0 ? 64 : 0;
            if (random.Next(blocks.Count < 300 ? 3 : 2) != 0 || blocks.Count == 0)
            {
                int kind = random.Next(3);
                nuint address = Allocate(pools, kind, random, list, process);
                places.Add(Place(pools, address));
                if (address != 0)
                {
                    blocks.Add((address, kind));
                }
            }
            else
            {
                int victim = random.Next(blocks.Count);
                Free(pools, blocks[victim].Address, blocks[victim].Kind, list);
                blocks.RemoveAt(victim);
            }

            Balance(pools, random.Next(500));
        }

        PoolAssert.IsSound(pools);
        PoolSnapshot atWork = pools.Capture();
        blocks.ForEach(block => Free(pools, block.Address, block.Kind, list));
        pools.OpenLookasideList(list).Dispose();
        PoolAssert.IsEmptyAfterTrim(pools);
        Story story = new(places, atWork, pools.Capture());
        pools.Dispose();
        return story;
    }

    private static void Balance(Executive<Recorded<HostMachine>> pools, int chance)
    {
        if (chance == 0)
        {
            pools.Trim();
        }
        else if (chance < 10)
        {
            pools.AdjustLookasideDepth();
        }
    }

    private static nuint Allocate(
        Executive<Recorded<HostMachine>> pools, int kind, Random random, nuint list, uint process)
    {
        nuint byteCount = (nuint)(random.Next(4) == 0 ? random.Next(20_000) : random.Next(500));
        PoolTag tag = new($"K{kind}  ");
        if (kind == 0)
        {
            return pools.OpenLookasideList(list).Allocate();
        }

        if (kind == 1)
        {
            return pools.Allocate(TestPools.Flags((PoolKind)random.Next(2)), byteCount, tag);
        }

        using QuotaScope<Recorded<HostMachine>> scope = pools.OpenProcess(process).Enter();
        return pools.Allocate(TestPools.Flags((PoolKind)random.Next(2)) | PoolFlags.UseQuota, byteCount, tag);
    }

    private static void Free(Executive<Recorded<HostMachine>> pools, nuint address, int kind, nuint list)
    {
        if (kind == 0)
        {
            pools.OpenLookasideList(list).Free(address);
        }
        else
        {
            pools.Free(address, new PoolTag($"K{kind}  "));
        }
    }

    /// <summary>Where a block lies in its pool, whichever addresses the pools have.</summary>
    private static long Place(Executive<Recorded<HostMachine>> pools, nuint address)
    {
        RawPool<Recorded<HostMachine>> nonPaged = pools.Tables().Pool(PoolKind.NonPaged);
        nuint start = unchecked(address - nonPaged.Start) < nonPaged.ByteCount
            ? nonPaged.Start
            : pools.Tables().Pool(PoolKind.Paged).Start;
        return address == 0 ? -1 : (long)(address - start);
    }

    private static void AssertEqual(PoolSnapshot expected, PoolSnapshot actual)
    {
        foreach (PoolKind kind in Enum.GetValues<PoolKind>())
        {
            Assert.Equal(expected[kind] with { Descriptors = [] }, actual[kind] with { Descriptors = [] });
            Assert.Equal(expected[kind].Descriptors.AsEnumerable(), actual[kind].Descriptors);
        }

        Assert.Equal(expected.Tags.AsEnumerable(), actual.Tags);
        Assert.Equal(expected.Lookasides.AsEnumerable(), actual.Lookasides);
        Assert.Equal(expected.Processes.AsEnumerable(), actual.Processes);
        Assert.Equal(expected.ProcessorCount, actual.ProcessorCount);
    }

    private sealed record Story(List<long> Places, PoolSnapshot AtWork, PoolSnapshot AtEnd);
}
