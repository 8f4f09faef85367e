using System;
using System.Threading;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>Small pools for tests: they grow soon, and are soon exhausted.</summary>
internal static class TestPools
{
    public const ulong Page = Geometry.PageByteCount;

    /// <summary>Whether tests run at full length, minutes instead of seconds.</summary>
    public static bool IsFullLength { get; } = Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1";

    private static int s_number;

    /// <summary>64 KiB to start with and 4 MiB at most, in each pool; no look-aside lists, so that each block has
    /// its place and each page goes back at once. Call sites are not kept: to find one costs more than a thousand
    /// allocations, and few tests are about them.</summary>
    public static ExecutiveOptions Options { get; } = new()
    {
        NonPagedInitialByteCount = 16 * Page,
        NonPagedMaximumByteCount = 1024 * Page,
        PagedInitialByteCount = 16 * Page,
        PagedMaximumByteCount = 1024 * Page,
        GrowthByteCount = 16 * Page,
        LookasideLargestByteCount = 0,
        CaptureCallSites = false,
    };

    /// <summary>The same pools with the look-aside lists that an executive has by default.</summary>
    public static ExecutiveOptions Listed { get; } = Options.WithLists();

    /// <summary>The options with the default's look-aside lists.</summary>
    public static ExecutiveOptions WithLists(this ExecutiveOptions options) =>
        options with { LookasideLargestByteCount = ExecutiveOptions.Default.LookasideLargestByteCount };

    /// <summary>Pools of exactly so many pages at most, of which so many are there at the start.</summary>
    public static ExecutiveOptions OfPages(ulong initial, ulong maximum, ulong growth) => Options with
    {
        NonPagedInitialByteCount = initial * Page,
        NonPagedMaximumByteCount = maximum * Page,
        PagedInitialByteCount = initial * Page,
        PagedMaximumByteCount = maximum * Page,
        GrowthByteCount = growth * Page,
    };

    /// <summary>A host machine with a name of its own: several live in one test process.</summary>
    public static HostMachine Host() =>
        HostMachine.Create(new HostMachineOptions { Name = $"test-{Interlocked.Increment(ref s_number)}" });

    public static PoolFlags Flags(PoolKind kind) =>
        kind == PoolKind.Paged ? PoolFlags.Paged : PoolFlags.NonPaged;
}
