using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Sequences;

/// <summary>
/// Runs one sequence on a new executive beside a shadow of it, and compares the two all the way.
/// </summary>
internal sealed class SequenceRunner<TMachine>
    where TMachine : struct, IMachine
{
    // Small enough that sequences meet the limit; a whole number of growth steps.
    private const int MaximumPages = 208;

    private readonly Executive<TMachine> _pools;
    private readonly ShadowPool<TMachine> _shadow;
    private readonly ulong[] _failures = new ulong[2];
    private uint _seed;

    private SequenceRunner(Executive<TMachine> pools)
    {
        _pools = pools;
        _shadow = new ShadowPool<TMachine>(pools.Memory());
    }

    public static ExecutiveOptions Options(bool hasLists)
    {
        ExecutiveOptions options = TestPools.OfPages(initial: 16, MaximumPages, growth: 16);
        return hasLists ? options.WithLists() : options;
    }

    /// <summary>Throws at the first difference.</summary>
    /// <param name="pools">New pools with <see cref="Options"/>.</param>
    /// <param name="sequence">The steps.</param>
    /// <param name="checkEvery">After how many steps everything is compared.</param>
    /// <param name="hasLists">Blocks go through look-aside lists, which are tuned at each third comparison.</param>
    public static void Run(Executive<TMachine> pools, PoolOperation[] sequence, int checkEvery, bool hasLists)
    {
        SequenceRunner<TMachine> runner = new(pools);
        for (int step = 0; step < sequence.Length; step++)
        {
            runner.Step(sequence[step]);
            if (step % checkEvery == checkEvery - 1)
            {
                runner.Compare();
            }

            if (hasLists && step % (3 * checkEvery) == checkEvery - 1)
            {
                pools.AdjustLookasideDepth();
                PoolAssert.LimitsAreKept(pools, Options(hasLists).LookasideHeldByteCount);
            }
        }

        runner.Compare();
        while (runner._shadow.Living.Count > 0)
        {
            runner.Free(runner._shadow.Living.Count / 2, withTag: true);
        }

        runner.Compare();
        PoolAssert.IsEmptyAfterTrim(pools);
    }

    private void Step(PoolOperation operation)
    {
        if (!operation.IsFree)
        {
            Allocate(operation);
        }
        else if (_shadow.Living.Count > 0)
        {
            Free(operation.Pick % _shadow.Living.Count, operation.Option);
        }
    }

    private void Allocate(PoolOperation operation)
    {
        PoolTag tag = new($"Seq{operation.TagNumber}");
        PoolFlags flags = TestPools.Flags(operation.Kind) | (operation.Option ? PoolFlags.Uninitialized : 0);
        nuint address = _pools.Allocate(flags, (nuint)operation.ByteCount, tag);
        if (address == 0)
        {
            _failures[(int)operation.Kind]++;
            AssertExhausted(operation);
            return;
        }

        if (!operation.Option)
        {
            int dirt = _pools.Memory().FindNonZero(address, operation.ByteCount);
            Assert.True(dirt < 0, $"{operation}: the byte at offset {dirt} is not zero.");
        }

        _shadow.Allocated(new ShadowBlock(address, operation.ByteCount, operation.Kind, tag, ++_seed));
    }

    private void Free(int index, bool withTag)
    {
        ShadowBlock block = _shadow.Take(index);
        _pools.Free(block.Address, withTag ? block.Tag : default);
    }

    /// <summary>A pool may refuse only what cannot be served: a small block needs one page.</summary>
    private void AssertExhausted(PoolOperation operation)
    {
        PoolUsage usage = _pools.Capture()[operation.Kind];
        Geometry sizes = Geometry.Of<TMachine>();
        ulong pages = sizes.IsBig(operation.ByteCount) ? (ulong)Geometry.Pages(operation.ByteCount) : 1;
        ulong free = MaximumPages - (usage.BytesInUse.GetValueOrDefault() / TestPools.Page);
        if (pages == 1)
        {
            Assert.True(free == 0, $"{operation} was refused while {free} pages are free.");
        }

        Assert.Equal(MaximumPages * TestPools.Page, usage.MaximumBytes);
        Assert.True(free < MaximumPages, $"{operation} was refused by an empty pool.");
    }

    private void Compare()
    {
        PoolSnapshot snapshot = _pools.Capture();
        _shadow.AssertEqualTo(snapshot);
        _shadow.AssertContents();
        Assert.Equal(_failures[0], snapshot.NonPaged.Failures);
        Assert.Equal(_failures[1], snapshot.Paged.Failures);
        AssertFloor(snapshot.NonPaged);
        AssertFloor(snapshot.Paged);
        PoolAssert.IsSound(_pools);
    }

    private static void AssertFloor(PoolUsage usage)
    {
        Assert.True(usage.ChargedBytes <= usage.BytesInUse, $"{usage.Kind}: more is charged than is in use.");
        Assert.True(
            usage.BytesInUse <= usage.CommittedBytes, $"{usage.Kind}: more is in use than is committed.");
        Assert.True(usage.BytesInUse <= usage.PeakBytes, $"{usage.Kind}: the peak is below what is in use.");
        Assert.True(
            usage.CommittedBytes <= usage.MaximumBytes, $"{usage.Kind}: more is committed than may be.");
    }
}
