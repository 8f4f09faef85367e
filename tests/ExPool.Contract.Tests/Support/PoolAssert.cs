using System;
using System.Linq;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Support;

/// <summary>What must hold for any executive at rest.</summary>
internal static class PoolAssert
{
    /// <summary>The walker, which shares no code with the engine, finds nothing wrong.</summary>
    public static void IsSound<TMachine>(Executive<TMachine> pools)
        where TMachine : struct, IMachine
    {
        PoolFinding[] findings = [.. pools.OpenReader().Verify()];
        Assert.True(
            findings.Length == 0, string.Join(Environment.NewLine, findings.Select(one => one.Message)));
    }

    /// <summary>Every page was given back, and no tag has a living block.</summary>
    public static void IsEmpty<TMachine>(Executive<TMachine> pools)
        where TMachine : struct, IMachine
    {
        PoolSnapshot snapshot = pools.Capture();
        foreach (PoolUsage usage in new[] { snapshot.NonPaged, snapshot.Paged })
        {
            Assert.Equal(0ul, usage.BytesInUse);
            Assert.Equal(0ul, usage.ChargedBytes);
            Assert.Equal(usage.Allocations, usage.Frees);
        }

        Assert.All(snapshot.Tags, row => Assert.Equal(0ul, row.NonPaged.Outstanding + row.Paged.Outstanding));
        IsSound(pools);
    }

    /// <summary>When the look-aside lists were emptied nothing is in use.</summary>
    public static void IsEmptyAfterTrim<TMachine>(Executive<TMachine> pools)
        where TMachine : struct, IMachine
    {
        IsSound(pools);
        pools.Trim();
        IsEmpty(pools);
    }

    /// <summary>
    /// No list holds more than its limit, no limit is above 2048, and the limits of a processor add up to what it
    /// says, which is no more than it may hold.
    /// </summary>
    public static void LimitsAreKept<TMachine>(Executive<TMachine> pools, int heldByteCount)
        where TMachine : struct, IMachine
    {
        Geometry sizes = Geometry.Of<TMachine>();
        foreach (RawProcessor<TMachine> processor in pools.Tables().Processors())
        {
            long sum = 0;
            foreach (PoolKind kind in Enum.GetValues<PoolKind>())
            {
                for (int number = 1; number < Geometry.ListCount; number++)
                {
                    RawList<TMachine> list = processor.List(kind, number);
                    Assert.InRange(list.Limit, 0, Math.Min(2048, list.Capacity));
                    Assert.InRange(list.Depth, 0, list.Limit);
                    sum += (long)list.Limit * sizes.ListCharge(number);
                }
            }

            Assert.Equal(sum, processor.HeldLimitByteCount);
            Assert.InRange(sum, 0, heldByteCount);
        }
    }

    /// <summary>The action stops with exactly this stop, and the message names tag and address.</summary>
    public static BugCheck Stops(BugCheck expected, Action action)
    {
        BugCheckException exception = Assert.Throws<BugCheckException>(action);
        Assert.Equal(expected.ToString(), exception.Stop.ToString());
        Assert.Equal(expected, exception.Stop);
        Assert.Contains($"'{expected.Tag}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"0x{expected.Address:X}", exception.Message, StringComparison.Ordinal);
        return exception.Stop;
    }

    public static PoolCounters Counters(PoolSnapshot snapshot, PoolTag tag, PoolKind kind) =>
        snapshot.Tags.SingleOrDefault(row => row.Tag == tag)?[kind] ?? default;
}
