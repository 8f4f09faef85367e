using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Conditions;

/// <summary>What the conditions of the pools promise, on every machine.</summary>
public abstract class ConditionContract<TMachine> : MachineContract<TMachine>
    where TMachine : struct, IMachine
{
    private const string Tag = "Cond";

    private readonly Executive<TMachine> _pools;
    private readonly List<(PoolCondition Condition, bool IsSet)> _told = [];

    protected ConditionContract()
    {
        _pools = Boot();
        _pools.ConditionChanged += (_, change) => _told.Add((change.Condition, change.IsSet));
    }

    // 1024 pages at most: nonpaged pool is high above 512 free ones and low below 341 1/3, paged pool above 409.6 and
    // below 204.8.
    [Theory]
    [InlineData(PoolKind.NonPaged, 400, 600, 700)]
    [InlineData(PoolKind.Paged, 500, 700, 850)]
    public void A_change_is_told_once_at_the_next_tick(PoolKind kind, int plenty, int neither, int little)
    {
        (PoolCondition low, PoolCondition high) = kind == PoolKind.Paged
            ? (PoolCondition.LowPagedPool, PoolCondition.HighPagedPool)
            : (PoolCondition.LowNonPagedPool, PoolCondition.HighNonPagedPool);
        nuint first = Take(kind, plenty);
        Tick();
        Assert.Empty(_told);
        nuint second = Take(kind, neither - plenty);
        Assert.Empty(_told);
        Tick();
        Assert.Equal([(high, false)], _told);
        nuint third = Take(kind, little - neither);
        Assert.True(_pools.Holds(low));
        Tick();
        Tick();
        Assert.Equal([(high, false), (low, true)], _told);
        _pools.Free(third, Tag);
        Tick();
        Assert.Equal((low, false), _told[^1]);
        _pools.Free(second, Tag);
        _pools.Free(first, Tag);
        Tick();
        Assert.Equal([(high, false), (low, true), (low, false), (high, true)], _told);
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void What_is_told_says_how_much_was_left()
    {
        PoolRoom? told = null;
        _pools.ConditionChanged += (_, change) => told = change.Room;
        _ = Take(PoolKind.NonPaged, 600);
        Tick();
        Assert.Equal(new PoolRoom(PoolKind.NonPaged, 424 * TestPools.Page, 1024 * TestPools.Page), told);
        Assert.Equal(told, _pools.RoomOf(PoolKind.NonPaged));
    }

    [Fact]
    public void A_handler_may_allocate_free_and_trim()
    {
        nuint kept = Take(PoolKind.NonPaged, 600);
        _pools.ConditionChanged += (_, _) =>
        {
            _pools.Free(_pools.Allocate(PoolFlags.NonPaged, 100, Tag), Tag);
            if (kept != 0)
            {
                _pools.Free(kept, Tag);
                kept = 0;
            }

            _pools.Trim();
        };
        Tick();
        Assert.Equal([(PoolCondition.HighNonPagedPool, false)], _told);
        Tick();
        Assert.Equal((PoolCondition.HighNonPagedPool, true), _told.Last());
        PoolAssert.IsEmpty(_pools);
    }

    private nuint Take(PoolKind kind, int pageCount)
    {
        nuint block = _pools.Allocate(
            TestPools.Flags(kind) | PoolFlags.Uninitialized, (nuint)pageCount * Geometry.PageByteCount, Tag);
        Assert.NotEqual((nuint)0, block);
        return block;
    }

    private void Tick() => _pools.AdjustLookasideDepth();
}
