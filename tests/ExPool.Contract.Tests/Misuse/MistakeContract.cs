using System;
using System.Linq;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Misuse;

/// <summary>
/// A caller's mistakes: each stops with NT's code and parameters, changes nothing, and the pools go on.
/// </summary>
public abstract class MistakeContract<TMachine> : MachineContract<TMachine>
    where TMachine : struct, IMachine
{
    private const string Given = "Gave";

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_of_null_stops_with_C2_46(PoolKind kind) => AssertMistake(kind, pools => Stray(0x46, 0));

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 100)]
    [InlineData(PoolKind.NonPaged, 5000)]
    [InlineData(PoolKind.Paged, 5000)]
    public void Free_of_a_misaligned_address_stops_with_C2_46(PoolKind kind, int byteCount)
    {
        foreach (int offset in new[] { 1, 2, 4, Sizes.UnitByteCount / 2, Sizes.UnitByteCount - 1 })
        {
            AssertMistake(kind, pools => Stray(0x46, Allocate(pools, kind, byteCount) + (nuint)offset));
        }
    }

    [Fact]
    public void Free_of_memory_of_the_machine_that_is_no_pools_stops_with_C2_42() =>
        AssertMistake(PoolKind.NonPaged, pools =>
        {
            TMachine machine = pools.Machine;
            Assert.Equal(NtStatus.Success, machine.ReservePages(SystemVaType.PagedPool, 1, out nuint address));
            Assert.Equal(NtStatus.Success, machine.CommitPages(address, 1));
            return Stray(0x42, address + 64);
        });

    [Fact]
    public void Free_of_the_executives_own_tables_stops_with_C2_42() =>
        AssertMistake(PoolKind.NonPaged, pools => Stray(0x42, pools.DebuggerData));

    [Theory]
    [InlineData(0x10)]
    [InlineData(0x1_0000)]
    [InlineData(0x0000_7FFF_FFFF_F000)]
    [InlineData(0x0000_8000_0000_0000)]
    [InlineData(0xFFFF_8000_0000_0000)]
    [InlineData(0xFFFF_FFFF_FFFF_FFF0)]
    public void Free_of_an_unmapped_address_stops_with_C2_42(ulong address) =>
        AssertMistake(PoolKind.Paged, pools => Stray(0x42, (nuint)address));

    [Theory]
    [InlineData(PoolKind.NonPaged, 0)]
    [InlineData(PoolKind.Paged, 0)]
    [InlineData(PoolKind.NonPaged, 0x40)]
    [InlineData(PoolKind.Paged, 0x40)]
    public void Free_in_pages_that_the_pool_has_not_grown_to_stops_as_not_allocated(
        PoolKind kind, int offset) =>
        AssertMistake(kind, pools =>
        {
            RawPool<TMachine> pool = pools.Tables().Pool(kind);
            return NotAllocated(
                pools, kind, pool.Start + pool.ByteCount - Geometry.PageByteCount + (nuint)offset);
        });

    [Theory]
    [InlineData(PoolKind.NonPaged, 0)]
    [InlineData(PoolKind.Paged, 0)]
    [InlineData(PoolKind.NonPaged, 0x40)]
    [InlineData(PoolKind.Paged, 0x40)]
    public void Free_in_free_pages_stops_as_not_allocated(PoolKind kind, int offset) =>
        AssertMistake(kind, pools =>
    {
        RawPool<TMachine> pool = pools.Tables().Pool(kind);
        nuint last = pool.Start + ((pool.CommittedPageCount - 1) * Geometry.PageByteCount);
        return NotAllocated(pools, kind, last + (nuint)offset);
    });

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_of_a_large_block_twice_stops_as_not_allocated(PoolKind kind) =>
        AssertMistake(kind, pools =>
    {
        nuint address = Allocate(pools, kind, 3 * Geometry.PageByteCount);
        pools.Free(address, "Mist");
        return NotAllocated(pools, kind, address);
    });

    [Theory]
    [InlineData(PoolKind.NonPaged, 16)]
    [InlineData(PoolKind.Paged, 16)]
    [InlineData(PoolKind.NonPaged, 4096)]
    [InlineData(PoolKind.Paged, 4096)]
    [InlineData(PoolKind.NonPaged, 8192 + 64)]
    [InlineData(PoolKind.Paged, 8192 + 64)]
    public void Free_inside_of_a_large_block_stops_with_C2_41286_or_44(PoolKind kind, int offset) =>
        AssertMistake(kind, pools =>
        {
            nuint address = Allocate(pools, kind, 3 * Geometry.PageByteCount) + (nuint)offset;
            nuint page = (address - pools.Tables().Pool(kind).Start) / Geometry.PageByteCount;
            return kind == PoolKind.NonPaged
                ? Stray(0x44, address)
                : new(BugCheckCode.BadPoolCaller, 0x41286, address, 0, page, Given, address);
        });

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_inside_of_a_small_block_stops_with_C2_99(PoolKind kind)
    {
        for (int offset = Sizes.UnitByteCount; offset < 200; offset += Sizes.UnitByteCount)
        {
            AssertMistake(kind, pools => Stray(0x99, Allocate(pools, kind, 200) + (nuint)offset));
        }
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_at_the_very_start_or_end_of_a_page_of_small_blocks_stops_with_C2_99(PoolKind kind)
    {
        AssertMistake(kind, pools => Stray(0x99, PageOf(Allocate(pools, kind, 200))));
        AssertMistake(kind, pools => Stray(0x99, LastUnitOf(PageOf(Allocate(pools, kind, 200)))));
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_of_a_block_twice_stops_with_C2_7(PoolKind kind) => AssertMistake(kind, pools =>
    {
        nuint[] blocks = Neighbours(pools, kind);
        pools.Free(blocks[1], "Mist");
        return FreedBefore(pools, blocks[1]);
    });

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_of_a_block_twice_stops_with_C2_7_when_it_is_part_of_its_neighbour_now(PoolKind kind) =>
        AssertMistake(kind, pools =>
        {
            nuint[] blocks = Neighbours(pools, kind);
            pools.Free(blocks[1], "Mist");
            pools.Free(blocks[2], "Mist");
            return FreedBefore(pools, blocks[2]);
        });

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_of_a_block_twice_stops_as_not_allocated_when_its_page_went_back(PoolKind kind) =>
        AssertMistake(kind, pools =>
        {
            // The largest small block has its page for itself.
            nuint address = Allocate(pools, kind, Sizes.MaximumSmallByteCount);
            pools.Free(address, "Mist");
            pools.Trim();
            return NotAllocated(pools, kind, address);
        });

    [Theory]
    [InlineData(PoolKind.NonPaged, 100)]
    [InlineData(PoolKind.Paged, 100)]
    [InlineData(PoolKind.NonPaged, 10_000)]
    [InlineData(PoolKind.Paged, 10_000)]
    public void Free_with_another_tag_stops_with_C2_A(PoolKind kind, int byteCount) =>
        AssertMistake(kind, pools =>
    {
        nuint address = Allocate(pools, kind, byteCount);
        PoolTag allocated = "Mist";
        PoolTag given = Given;
        return new(
            BugCheckCode.BadPoolCaller, 0xA, address, allocated.Value, given.Value, allocated, address);
    });

    [Fact]
    public void Free_of_another_executives_block_stops_with_C2_42()
    {
        Assert.SkipWhen(HasOwnAddresses, $"An address of another {typeof(TMachine).Name} may be one of this.");
        Executive<TMachine> other = Boot();
        nuint small = other.Allocate(PoolFlags.Paged, 100, "Othr");
        nuint big = other.Allocate(PoolFlags.NonPaged, 10_000, "Othr");
        AssertMistake(PoolKind.Paged, pools => Stray(0x42, small));
        AssertMistake(PoolKind.NonPaged, pools => Stray(0x42, big));
        other.Free(small, "Othr");
        other.Free(big, "Othr");
    }

    /// <summary>One descriptor for each pool, so that both threads meet at its lock.</summary>
    protected virtual ExecutiveOptions Options => TestPools.Options with { PagedPools = 1 };

    /// <summary>
    /// Makes the mistake many times beside a busy second thread; nothing is changed and nothing is held.
    /// </summary>
    /// <param name="kind">The pool of the second thread.</param>
    /// <param name="arrange">Prepares the pools; answers the stop, whose address is what is freed.</param>
    private protected void AssertMistake(PoolKind kind, Func<Executive<TMachine>, BugCheck> arrange)
    {
        Executive<TMachine> pools = Boot(Options);
        using (Companion<TMachine> companion = new(pools, kind, SupportsThreads))
        {
            BugCheck expected = arrange(pools);
            companion.Start();
            TagUsage[] before = OtherTags(pools);
            for (int time = 0; time < 20; time++)
            {
                PoolAssert.Stops(expected, () => pools.Free((nuint)expected.Address, Given));
            }

            companion.AssertGoesOn();
            Assert.Equal(before, OtherTags(pools));
        }

        Assert.Equal(Irql.Passive, pools.Machine.CurrentIrql);
        Assert.Null(pools.Capture().Stop);
        PoolAssert.IsSound(pools);
        End(pools);
    }

    /// <summary>
    /// A stop whose only parameter is the address, and whose tag is the one that was given.
    /// </summary>
    private protected static BugCheck Stray(ulong why, nuint address) =>
        new(BugCheckCode.BadPoolCaller, why, address, 0, 0, Given, address);

    private protected static BugCheck NotAllocated(Executive<TMachine> pools, PoolKind kind, nuint address)
    {
        RawPool<TMachine> pool = pools.Tables().Pool(kind);
        nuint page = (address - pool.Start) / Geometry.PageByteCount;
        return kind == PoolKind.NonPaged
            ? Stray(0x44, address)
            : new(BugCheckCode.BadPoolCaller, 0x50, address, page, pool.ByteCount, Given, address);
    }

    private protected static BugCheck FreedBefore(Executive<TMachine> pools, nuint address)
    {
        nuint header = address - (nuint)Sizes.HeaderByteCount;
        return new(BugCheckCode.BadPoolCaller, 7, 0, pools.Memory().Read<ulong>(header), header, "Mist", address);
    }

    private protected static nuint Allocate(Executive<TMachine> pools, PoolKind kind, int byteCount)
    {
        nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)byteCount, "Mist");
        Assert.NotEqual((nuint)0, address);
        return address;
    }

    /// <summary>
    /// Four blocks that lie side by side, in address order; the first and the last stay allocated.
    /// </summary>
    private static nuint[] Neighbours(Executive<TMachine> pools, PoolKind kind)
    {
        nuint[] blocks = [.. Enumerable.Range(0, 40).Select(_ => Allocate(pools, kind, 200)).Order()];
        nuint apart = (nuint)Sizes.Charge(200);
        int first = Enumerable.Range(0, blocks.Length - 3)
            .First(index => blocks[index..(index + 4)].Zip(blocks[(index + 1)..(index + 4)])
                .All(pair => pair.Second - pair.First == apart));
        return blocks[first..(first + 4)];
    }

    private static TagUsage[] OtherTags(Executive<TMachine> pools) =>
        [.. pools.Capture().Tags.Where(row => row.Tag != Companion<TMachine>.Tag)];

    private static nuint PageOf(nuint address) => address & ~(nuint)(Geometry.PageByteCount - 1);

    private static nuint LastUnitOf(nuint page) => page + (nuint)(Geometry.PageByteCount - Sizes.UnitByteCount);
}
