using ExPool.Ke;
using Xunit;

namespace ExPool.Tests;

/// <summary>Numbers that Windows fixed; a program that passes them by number relies on each.</summary>
public sealed class PoolFlagsTests
{
    [Theory]
    [InlineData(PoolFlags.UseQuota, 0x1ul)]
    [InlineData(PoolFlags.Uninitialized, 0x2ul)]
    [InlineData(PoolFlags.Session, 0x4ul)]
    [InlineData(PoolFlags.CacheAligned, 0x8ul)]
    [InlineData(PoolFlags.RaiseOnFailure, 0x20ul)]
    [InlineData(PoolFlags.NonPaged, 0x40ul)]
    [InlineData(PoolFlags.NonPagedExecute, 0x80ul)]
    [InlineData(PoolFlags.Paged, 0x100ul)]
    [InlineData(PoolFlags.SpecialPool, 0x1_0000_0000ul)]
    public void Pool_flags_have_the_numbers_of_ExAllocatePool2(PoolFlags flag, ulong number) =>
        Assert.Equal(number, (ulong)flag);

    [Theory]
    [InlineData(NtStatus.Success, 0u)]
    [InlineData(NtStatus.InvalidParameter, 0xC000_000Du)]
    [InlineData(NtStatus.NoMemory, 0xC000_0017u)]
    [InlineData(NtStatus.InsufficientResources, 0xC000_009Au)]
    [InlineData(NtStatus.CommitmentLimit, 0xC000_012Du)]
    public void Statuses_have_NTs_numbers(NtStatus status, uint number) => Assert.Equal(number, (uint)status);

    [Fact]
    public void Levels_have_NTs_order()
    {
        Assert.Equal(0, (int)Irql.Passive);
        Assert.Equal(1, (int)Irql.Apc);
        Assert.Equal(2, (int)Irql.Dispatch);
        Assert.True(Irql.High > Irql.Dispatch);
    }

    [Fact]
    public void Bit_0_of_the_pool_type_is_the_pool()
    {
        Assert.Equal(0, (int)PoolKind.NonPaged);
        Assert.Equal(1, (int)PoolKind.Paged);
    }
}
