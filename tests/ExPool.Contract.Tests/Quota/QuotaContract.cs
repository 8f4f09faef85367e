using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Quota;

/// <summary>What charging a process promises, on every machine.</summary>
public abstract partial class QuotaContract<TMachine> : MachineContract<TMachine>
    where TMachine : struct, IMachine
{
    private const string Tag = "Quot";
    private const int OwnerByteCount = 8;

    private readonly Executive<TMachine> _pools;

    protected QuotaContract() => _pools = Boot();

    public static TheoryData<PoolKind, int> EverySize()
    {
        TheoryData<PoolKind, int> rows = [];
        int largest = Sizes.MaximumSmallByteCount;
        int[] sizes =
            [0, 1, 7, 8, 9, 24, 100, 1000, largest - 9, largest - 8, largest - 7, largest, largest + 1, 4096, 10_000];
        foreach (int byteCount in sizes)
        {
            rows.Add(PoolKind.NonPaged, byteCount);
            rows.Add(PoolKind.Paged, byteCount);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(EverySize))]
    public void A_block_is_charged_with_its_owner_and_refunded_exactly(PoolKind kind, int byteCount)
    {
        QuotaProcess<TMachine> process = _pools.CreateProcess("one");
        ulong charge = (ulong)Charge(byteCount);
        List<nuint> blocks = [];
        using (process.Enter())
        {
            for (int count = 1; count <= 5; count++)
            {
                nuint block = Allocate(kind, byteCount);
                Assert.NotEqual((nuint)0, block);
                Assert.Equal(-1, _pools.Memory().FindNonZero(block, byteCount));
                _pools.Memory().WritePattern(block, byteCount, (uint)count);
                blocks.Add(block);
                ulong sum = (ulong)count * charge;
                Assert.Equal(new QuotaUsage(sum, sum, null, 0), process.Usage(kind));
            }
        }

        Assert.Equal(5 * charge, _pools.Capture()[kind].ChargedBytes);
        PoolKind other = kind == PoolKind.Paged ? PoolKind.NonPaged : PoolKind.Paged;
        Assert.Equal(new QuotaUsage(0, 0, null, 0), process.Usage(other));
        PoolAssert.IsSound(_pools);
        for (int index = 0; index < 5; index++)
        {
            Assert.Equal(-1, _pools.Memory().FindDamage(blocks[index], byteCount, (uint)index + 1));
            _pools.Free(blocks[index], Tag);
            Assert.Equal((ulong)(4 - index) * charge, process.Usage(kind).Bytes);
        }

        Assert.Equal(new QuotaUsage(0, 5 * charge, null, 0), process.Usage(kind));
        PoolAssert.IsEmpty(_pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 100)]
    [InlineData(PoolKind.NonPaged, 9000)]
    [InlineData(PoolKind.Paged, 9000)]
    public void A_request_over_the_limit_is_refused_and_charges_nothing(PoolKind kind, int byteCount)
    {
        ulong charge = (ulong)Charge(byteCount);
        QuotaProcess<TMachine> process = kind == PoolKind.Paged
            ? _pools.CreateProcess("three", pagedLimit: (3 * charge) + 1)
            : _pools.CreateProcess("three", nonPagedLimit: (3 * charge) + 1);
        using QuotaScope<TMachine> scope = process.Enter();
        nuint[] blocks = [.. Enumerable.Range(0, 3).Select(_ => Allocate(kind, byteCount))];
        Assert.DoesNotContain((nuint)0, blocks);
        Assert.Equal((nuint)0, Allocate(kind, byteCount));
        PoolException exception = Assert.Throws<PoolException>(() => _pools.Allocate(
            TestPools.Flags(kind) | PoolFlags.UseQuota | PoolFlags.RaiseOnFailure, (nuint)byteCount, Tag));
        Assert.Equal(NtStatus.QuotaExceeded, exception.Status);
        Assert.Equal(new QuotaUsage(3 * charge, 3 * charge, (3 * charge) + 1, 2), process.Usage(kind));
        Assert.Equal(0ul, _pools.Capture()[kind].Failures);

        // The other pool has a limit of its own, and a request without quota none.
        _pools.Free(Allocate(kind == PoolKind.Paged ? PoolKind.NonPaged : PoolKind.Paged, byteCount));
        _pools.Free(_pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, Tag));
        _pools.Free(blocks[0]);
        blocks[0] = Allocate(kind, byteCount);
        Assert.NotEqual((nuint)0, blocks[0]);
        Array.ForEach(blocks, block => _pools.Free(block, Tag));
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void Where_no_process_was_entered_the_system_is_charged_without_limit()
    {
        Assert.Same(_pools.SystemProcess, _pools.CurrentProcess);
        nuint block = Allocate(PoolKind.Paged, 100);
        Assert.Equal((ulong)Charge(100), _pools.SystemProcess.Usage(PoolKind.Paged).Bytes);
        _pools.SystemProcess.Dispose();
        ProcessUsage row = Assert.Single(_pools.Capture().Processes);
        Assert.Equal(("System", false, 1ul), (row.Name, row.IsDeleted, row.BlockCount));
        _pools.Free(block, Tag);
        Assert.Equal(0ul, _pools.SystemProcess.Usage(PoolKind.Paged).Bytes);
    }

    [Fact]
    public void Scopes_nest_and_return_to_the_process_before()
    {
        QuotaProcess<TMachine> outer = _pools.CreateProcess("outer");
        QuotaProcess<TMachine> inner = _pools.CreateProcess("inner");
        using (outer.Enter())
        {
            using (inner.Enter())
            {
                Assert.Same(inner, _pools.CurrentProcess);
            }

            Assert.Same(outer, _pools.CurrentProcess);
        }

        Assert.Same(_pools.SystemProcess, _pools.CurrentProcess);
    }

    [Fact]
    public async Task The_process_flows_with_async_code_and_no_further()
    {
        RequireThreads();
        QuotaProcess<TMachine> process = _pools.CreateProcess("flow");
        List<nuint> blocks = [];
        await ChargeInside();
        Assert.Same(_pools.SystemProcess, _pools.CurrentProcess);
        Assert.Equal(2 * (ulong)Charge(100), process.Usage(PoolKind.Paged).Bytes);
        blocks.ForEach(block => _pools.Free(block, Tag));
        Assert.Equal(0ul, process.Usage(PoolKind.Paged).Bytes);

        async Task ChargeInside()
        {
            using QuotaScope<TMachine> scope = process.Enter();
            await Task.Yield();
            blocks.Add(Allocate(PoolKind.Paged, 100));
            blocks.Add(await Task.Run(() => Allocate(PoolKind.Paged, 100)));
        }
    }

    [Fact]
    public void A_deleted_process_takes_no_charge_and_stays_until_its_last_block_is_freed()
    {
        QuotaProcess<TMachine> process = _pools.CreateProcess("gone");
        using QuotaScope<TMachine> scope = process.Enter();
        nuint small = Allocate(PoolKind.Paged, 100);
        nuint big = Allocate(PoolKind.NonPaged, 9000);
        process.Dispose();
        process.Dispose();
        Assert.Equal((nuint)0, Allocate(PoolKind.Paged, 100));
        PoolException exception = Assert.Throws<PoolException>(() => _pools.Allocate(
            PoolFlags.Paged | PoolFlags.UseQuota | PoolFlags.RaiseOnFailure, 100, Tag));
        Assert.Equal(NtStatus.ProcessIsTerminating, exception.Status);
        Assert.Throws<ObjectDisposedException>(() => process.Enter());
        Assert.Throws<ObjectDisposedException>(() => process.Usage(PoolKind.Paged));

        _pools.Free(small, Tag);
        ProcessUsage row = _pools.Capture().Processes[^1];
        Assert.Equal(("gone", true, 1ul), (row.Name, row.IsDeleted, row.BlockCount));
        Assert.Equal((0ul, (ulong)Charge(9000)), (row.Paged.Bytes, row.NonPaged.Bytes));
        _pools.Free(big, Tag);
        Assert.Equal("System", Assert.Single(_pools.Capture().Processes).Name);
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void The_record_of_a_deleted_process_is_the_next_ones_and_charges_never_meet()
    {
        QuotaProcess<TMachine> old = _pools.CreateProcess("old", 1000, 1000);
        old.Dispose();
        for (int round = 0; round < 50; round++)
        {
            using QuotaProcess<TMachine> process = _pools.CreateProcess($"new {round}", pagedLimit: 2000);
            using QuotaScope<TMachine> scope = process.Enter();
            Assert.Equal(new QuotaUsage(0, 0, 2000, 0), process.Usage(PoolKind.Paged));
            Assert.Equal(new QuotaUsage(0, 0, null, 0), process.Usage(PoolKind.NonPaged));
            _pools.Free(Allocate(PoolKind.Paged, 100), Tag);
            old.Dispose();
            Assert.Throws<ObjectDisposedException>(() => old.Enter());
            Assert.Equal($"new {round}", _pools.Capture().Processes[^1].Name);
        }

        Assert.Equal(2u, _pools.Tables().ProcessCount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a name that is longer than 32 bytes")]
    [InlineData("a\nb")]
    public void A_name_that_readers_cannot_show_is_refused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => _pools.CreateProcess(name));

    [Fact]
    public void An_aligned_block_can_be_charged()
    {
        QuotaProcess<TMachine> process = _pools.CreateProcess("line");
        using QuotaScope<TMachine> scope = process.Enter();
        foreach (int byteCount in new[] { 1, 56, 57, 64, 1000, 3900, 4000 })
        {
            nuint block = _pools.Allocate(
                PoolFlags.Paged | PoolFlags.UseQuota | PoolFlags.CacheAligned, (nuint)byteCount, Tag);
            Assert.Equal((nuint)0, block % 64);
            Assert.Equal(_pools.Capture().Paged.ChargedBytes, process.Usage(PoolKind.Paged).Bytes);
            _pools.Memory().WritePattern(block, byteCount, seed: 1);
            _pools.Free(block, Tag);
        }

        Assert.Equal(0ul, process.Usage(PoolKind.Paged).Bytes);
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void A_request_that_fails_for_another_reason_charges_nothing()
    {
        QuotaProcess<TMachine> process = _pools.CreateProcess("full");
        using QuotaScope<TMachine> scope = process.Enter();
        Assert.Equal((nuint)0, Allocate(PoolKind.Paged, 1025 * 4096));
        Assert.Equal((nuint)0, _pools.Allocate(PoolFlags.Paged | PoolFlags.UseQuota, nuint.MaxValue, Tag));
        Assert.Equal((nuint)0, _pools.Allocate(PoolFlags.Paged | PoolFlags.UseQuota, 100, default));
        TMachine machine = _pools.Machine;
        Irql before = machine.RaiseIrql(Irql.Dispatch);
        BugCheckException stop = Assert.Throws<BugCheckException>(() => Allocate(PoolKind.Paged, 100));
        machine.LowerIrql(before);
        Assert.Equal(8ul, stop.Stop.Parameter1);
        Assert.Equal(0ul, process.Usage(PoolKind.Paged).Bytes);
        Assert.Equal(0ul, _pools.Capture().Processes[^1].BlockCount);
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void A_process_outlives_its_pools_as_a_thing_that_refuses()
    {
        QuotaProcess<TMachine> process = _pools.CreateProcess("late");
        _pools.Dispose();
        Assert.Throws<ObjectDisposedException>(() => process.Enter());
        Assert.Throws<ObjectDisposedException>(() => process.Usage(PoolKind.Paged));
        process.Dispose();
        _pools.SystemProcess.Dispose();
    }

    /// <summary>A small block is longer by its owner; whole pages are not.</summary>
    private static int Charge(int byteCount)
    {
        int needed = Math.Max(byteCount, 1) + OwnerByteCount;
        return Sizes.IsBig(byteCount) || Sizes.IsBig(needed)
            ? Geometry.Pages(byteCount) * Geometry.PageByteCount
            : Sizes.Units(needed) * Sizes.UnitByteCount;
    }

    private nuint Allocate(PoolKind kind, int byteCount) =>
        _pools.Allocate(TestPools.Flags(kind) | PoolFlags.UseQuota, (nuint)byteCount, Tag);
}
