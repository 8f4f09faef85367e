using System;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Misuse;

/// <summary>
/// A page full of equal blocks to be damaged, and a second thread that uses the same locks meanwhile.
/// </summary>
/// <remarks>
/// Blocks are numbered by address. One descriptor serves each pool, so that both threads meet at its lock.
/// </remarks>
internal sealed class DamageScene<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    public const string Tag = "Cell";

    private readonly PoolKind _kind;
    private readonly bool _hasLists;
    private readonly Companion<TMachine> _companion;

    /// <param name="pools">New pools with <see cref="Options"/>.</param>
    /// <param name="kind">The pool of the blocks.</param>
    /// <param name="hasLists">Blocks go through look-aside lists.</param>
    /// <param name="hasThread">There is a second thread.</param>
    public DamageScene(Executive<TMachine> pools, PoolKind kind, bool hasLists, bool hasThread)
    {
        _kind = kind;
        _hasLists = hasLists;
        Pools = pools;
        _companion = new Companion<TMachine>(Pools, kind, hasThread);
        Blocks = [.. Enumerable.Range(0, Sizes.UnitsPerPage / Cell).Select(_ => Allocate(Cell)).Order()];
        Assert.Single(Blocks.Select(block => block / Geometry.PageByteCount).Distinct());
        Settle();
    }

    public static ExecutiveOptions Options(bool hasLists)
    {
        ExecutiveOptions options = TestPools.Options with { PagedPools = 1 };
        return hasLists ? options.WithLists() : options;
    }

    /// <summary>Units of each block; they divide the page.</summary>
    public static int Cell => Enumerable.Range(10, 100).First(units => Sizes.UnitsPerPage % units == 0);

    public static Geometry Sizes => Geometry.Of<TMachine>();

    public Executive<TMachine> Pools { get; }

    public MachineMemory<TMachine> Memory => Pools.Memory();

    /// <summary>The payloads, in address order.</summary>
    public nuint[] Blocks { get; }

    /// <summary>The number of the descriptor that serves small blocks.</summary>
    private int Descriptor => _kind == PoolKind.Paged ? 1 : 0;

    public nuint Allocate(int units)
    {
        nuint address = Pools.Allocate(TestPools.Flags(_kind), (nuint)Sizes.Payload(units), Tag);
        Assert.NotEqual((nuint)0, address);
        return address;
    }

    /// <summary>Frees a block; it does not stay in a look-aside list.</summary>
    public void Free(nuint block)
    {
        Pools.Free(block, Tag);
        Settle();
    }

    public static nuint Header(nuint payload) => payload - (nuint)Sizes.HeaderByteCount;

    public nuint ListHead(int units) => Pools.Tables().Pool(_kind).ListHead(Descriptor, units);

    /// <summary>
    /// Call when all is allocated and freed as it should be, and before anything is damaged.
    /// </summary>
    public void StartSecondThread() => _companion.Start();

    /// <summary>
    /// The walker sees the damage, the trigger stops with it, and so does everybody else from then on.
    /// </summary>
    public void AssertStops(BugCheck expected, Action trigger)
    {
        _companion.WhileItRests(() => Assert.NotEmpty(Pools.OpenReader().Verify()));
        Assert.Null(Pools.Capture().Stop);

        BugCheck stop = PoolAssert.Stops(expected, trigger);
        _companion.AssertStoppedBy(stop);
        foreach (PoolFlags flags in new[] { PoolFlags.NonPaged, PoolFlags.Paged })
        {
            PoolAssert.Stops(stop, () => Pools.Allocate(flags, 10, "Late"));
            PoolAssert.Stops(stop, () => Pools.Allocate(flags, 10_000, "Late"));
        }

        PoolAssert.Stops(stop, () => Pools.Free(Blocks[0], Tag));
        Assert.Equal(Irql.Passive, Pools.Machine.CurrentIrql);
        Assert.Equal(stop, Pools.Capture().Stop);
    }

    public void Dispose()
    {
        _companion.Dispose();
        Pools.Dispose();
    }

    private void Settle()
    {
        if (_hasLists)
        {
            Pools.Trim();
        }
    }
}
