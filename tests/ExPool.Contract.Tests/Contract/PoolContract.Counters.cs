using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

// Counters: exact per tag and pool, whatever happens.
public abstract partial class PoolContract<TMachine>
{
    [Fact]
    public void Counters_are_exact_per_tag_and_pool()
    {
        Executive<TMachine> pools = Boot(TestPools.Options with { CaptureCallSites = true });
        ShadowLedger ledger = new();
        Random random = new(20_000);
        List<(nuint Address, int Size, PoolKind Kind, PoolTag Tag)> living = [];
        for (int round = 0; round < 3000; round++)
        {
            PoolKind kind = (PoolKind)random.Next(2);
            PoolTag tag = new($"T{random.Next(10)}");
            int size = random.Next(100) == 0 ? random.Next(20_000) : random.Next(600);
            nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)size, tag);
            Assert.NotEqual((nuint)0, address);
            ledger.Allocated(tag, kind, Sizes.Charge(size));
            living.Add((address, size, kind, tag));
            while (living.Count > 300)
            {
                int victim = random.Next(living.Count);
                pools.Free(living[victim].Address, living[victim].Tag);
                ledger.Freed(living[victim].Tag, living[victim].Kind, Sizes.Charge(living[victim].Size));
                living.RemoveAt(victim);
            }
        }

        ledger.AssertEqualTo(pools.Capture());
        PoolAssert.IsSound(pools);
        foreach ((nuint address, int size, PoolKind kind, PoolTag tag) in living)
        {
            pools.Free(address, tag);
            ledger.Freed(tag, kind, Sizes.Charge(size));
        }

        ledger.AssertEqualTo(pools.Capture());
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void Ten_thousand_tags_each_have_their_own_counters()
    {
        const int TagCount = 10_000;
        Executive<TMachine> pools = Boot();
        ShadowLedger ledger = new();
        List<nuint> addresses = [];
        for (int number = 0; number < TagCount; number++)
        {
            PoolTag tag = new($"{number:D4}");
            PoolKind kind = (PoolKind)(number % 2);
            for (int copy = 0; copy <= number % 3; copy++)
            {
                nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)(number % 200), tag);
                Assert.NotEqual((nuint)0, address);
                addresses.Add(address);
                ledger.Allocated(tag, kind, Sizes.Charge(number % 200));
            }
        }

        PoolSnapshot snapshot = pools.Capture();
        Assert.Equal(TagCount, snapshot.Tags.Length);
        ledger.AssertEqualTo(snapshot);
        PoolAssert.IsSound(pools);
        addresses.ForEach(address => pools.Free(address));
        PoolAssert.IsEmpty(pools);
        Assert.Equal(TagCount, pools.Capture().Tags.Length);
    }

    [Fact]
    public void Tags_that_the_table_has_no_room_for_are_counted_together()
    {
        const int Room = 64;
        Executive<TMachine> pools = Boot(TestPools.Options with { MaximumTagCount = Room });
        PoolTag[] tags = [.. Enumerable.Range(0, 100).Select(number => new PoolTag($"T{number:D2}"))];
        Dictionary<PoolTag, nuint> blocks = [];
        foreach (PoolTag tag in tags)
        {
            blocks[tag] = pools.Allocate(PoolFlags.Paged, 100, tag);
            pools.Free(pools.Allocate(PoolFlags.NonPaged, 5000, tag), tag);
        }

        PoolSnapshot snapshot = pools.Capture();
        Assert.Equal(Room, snapshot.Tags.Length);
        PoolTag[] known = [.. snapshot.Tags.Select(row => row.Tag).Where(tag => tag != PoolTag.Overflow)];
        Assert.Equal(tags.Take(Room - 1), known);
        ulong overflowed = (ulong)(tags.Length - known.Length);
        AssertOverflow(
            snapshot, new PoolCounters(overflowed, 0, overflowed * (ulong)Sizes.Charge(100)), overflowed);

        // A block keeps its own tag even where its counters are shared.
        Assert.Equal(tags[^1], Block(pools, blocks[tags[^1]]).Tag);
        foreach (PoolTag tag in tags)
        {
            pools.Free(blocks[tag], tag);
        }

        AssertOverflow(pools.Capture(), new PoolCounters(overflowed, overflowed, 0), overflowed);
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void Rows_are_in_the_order_of_the_tags_characters()
    {
        Executive<TMachine> pools = Boot();
        foreach (string tag in new[] { "zzzz", "Abcd", "A", "abcd", "0000", "Abc", "~~~~", "Zbcd" })
        {
            pools.Free(pools.Allocate(PoolFlags.Paged, 1, tag));
        }

        string[] rows = [.. pools.Capture().Tags.Select(row => row.Tag.ToString())];
        Assert.Equal(rows.Order(StringComparer.Ordinal), rows);
        Assert.Equal(8, rows.Length);
    }

    private static void AssertOverflow(PoolSnapshot snapshot, PoolCounters paged, ulong nonPagedRounds)
    {
        TagUsage row = snapshot.Tags.Single(one => one.Tag == PoolTag.Overflow);
        Assert.Equal(paged, row.Paged);
        Assert.Equal(new PoolCounters(nonPagedRounds, nonPagedRounds, 0), row.NonPaged);
    }
}
