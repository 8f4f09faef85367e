using System;
using System.Runtime.CompilerServices;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

// Requests: which ones are served, and how the others are answered.
public abstract partial class PoolContract<TMachine>
{
    [Fact]
    public void A_request_without_a_tag_is_answered_with_0() => AssertRefused(PoolFlags.NonPaged, default);

    [Theory]
    [InlineData(PoolFlags.None)]
    [InlineData(PoolFlags.Uninitialized)]
    [InlineData(PoolFlags.NonPaged | PoolFlags.Paged)]
    [InlineData(PoolFlags.NonPaged | PoolFlags.NonPagedExecute)]
    [InlineData(PoolFlags.NonPagedExecute | PoolFlags.Paged)]
    [InlineData(PoolFlags.NonPaged | PoolFlags.NonPagedExecute | PoolFlags.Paged)]
    public void A_request_for_no_pool_or_for_two_is_answered_with_0(PoolFlags flags) =>
        AssertRefused(flags, "Flag");

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x200)]
    [InlineData(0x400)]
    [InlineData(0x8000_0000)]
    public void An_unknown_required_flag_is_answered_with_0(ulong flag) =>
        AssertRefused(PoolFlags.NonPaged | (PoolFlags)flag, "Flag");

    [Theory]
    [InlineData(0x2_0000_0000)]
    [InlineData(0x100_0000_0000)]
    [InlineData(0x8000_0000_0000_0000)]
    public void An_unknown_optional_flag_is_ignored(ulong flag)
    {
        Executive<TMachine> pools = Boot();
        nuint address = pools.Allocate(PoolFlags.Paged | (PoolFlags)flag, 100, "Flag");
        Assert.NotEqual((nuint)0, address);
        pools.Free(address, "Flag");
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void The_executable_pool_is_the_nonpaged_pool()
    {
        Executive<TMachine> pools = Boot();
        nuint address = pools.Allocate(PoolFlags.NonPagedExecute, 100, "Exec");
        Assert.Equal(PoolKind.NonPaged, Block(pools, address).Kind);
        pools.Free(address, "Exec");
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_request_that_nobody_can_serve_is_answered_with_0_and_counted(PoolKind kind)
    {
        Executive<TMachine> pools = Boot();
        nuint[] sizes =
            [nuint.MaxValue, nuint.MaxValue - 4094, nuint.MaxValue / 2, 1u << 31, (1024 * 4096) + 1];
        foreach (nuint byteCount in sizes)
        {
            Assert.Equal((nuint)0, pools.Allocate(TestPools.Flags(kind), byteCount, "Huge"));
        }

        Assert.Equal((ulong)sizes.Length, pools.Capture()[kind].Failures);
        Assert.Equal(0ul, pools.Capture()[kind].Allocations);
        PoolAssert.IsEmpty(pools);
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void A_caller_who_asks_to_raise_gets_an_exception_instead_of_0(PoolKind kind)
    {
        Executive<TMachine> pools = Boot();
        PoolException exception = Assert.Throws<PoolException>(
            () => pools.Allocate(TestPools.Flags(kind) | PoolFlags.RaiseOnFailure, 5000 * 4096, "Rais"));
        Assert.Equal(NtStatus.InsufficientResources, exception.Status);
        Assert.Equal(kind, exception.Kind);
        Assert.Equal((nuint)(5000 * 4096), exception.ByteCount);
        Assert.Equal("Rais", exception.Tag);
        Assert.Equal(1ul, pools.Capture()[kind].Failures);

        nuint address = pools.Allocate(TestPools.Flags(kind) | PoolFlags.RaiseOnFailure, 100, "Rais");
        Assert.NotEqual((nuint)0, address);
        pools.Free(address, "Rais");
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_free_without_a_tag_checks_none()
    {
        Executive<TMachine> pools = Boot();
        pools.Free(pools.Allocate(PoolFlags.Paged, 100, "Tag1"));
        pools.Free(pools.Allocate(PoolFlags.Paged, 10_000, "Tag2"));
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void The_first_caller_of_a_tag_is_recorded()
    {
        Assert.SkipUnless(NamesCallers, $"{typeof(TMachine).Name} does not know who calls.");
        Executive<TMachine> pools = Boot(TestPools.Options with { CaptureCallSites = true });
        pools.Free(AllocateFromAPlaceWithAName(pools));
        pools.Free(pools.Allocate(PoolFlags.Paged, 100, "Call"));
        TagUsage usage = Assert.Single(pools.Capture().Tags);
        Assert.Contains(nameof(AllocateFromAPlaceWithAName), usage.CallSite, StringComparison.Ordinal);
    }

    [Fact]
    public void Callers_are_not_recorded_when_that_is_switched_off()
    {
        Executive<TMachine> pools = Boot();
        pools.Free(AllocateFromAPlaceWithAName(pools));
        Assert.Null(Assert.Single(pools.Capture().Tags).CallSite);
    }

    [Fact]
    public void A_snapshot_says_what_it_was_taken_of()
    {
        Executive<TMachine> pools = Boot();
        PoolSnapshot snapshot = pools.Capture();
        Assert.Equal(SnapshotOriginKind.Self, snapshot.Origin.Kind);
        Assert.Equal(pools.Name, snapshot.Origin.PoolName);
        Assert.Equal(pools.Machine.Identity.ProcessId, snapshot.Origin.ProcessId);
        Assert.Empty(snapshot.Tags);
        Assert.Null(snapshot.Stop);
        Assert.InRange(
            snapshot.CapturedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint AllocateFromAPlaceWithAName(Executive<TMachine> pools) =>
        pools.Allocate(PoolFlags.Paged, 100, "Call");

    private void AssertRefused(PoolFlags flags, PoolTag tag)
    {
        Executive<TMachine> pools = Boot();
        Assert.Equal((nuint)0, pools.Allocate(flags, 100, tag));
        Assert.Equal((nuint)0, pools.Allocate(flags, 10_000, tag));
        PoolSnapshot snapshot = pools.Capture();
        Assert.Empty(snapshot.Tags);
        Assert.Equal(0ul, snapshot.NonPaged.Allocations + snapshot.Paged.Allocations);
        PoolAssert.IsEmpty(pools);
    }
}
