using System;

namespace ExPool.Ex;

/// <summary>How large one pool starts, how it grows, and how large it may become, in pages.</summary>
/// <param name="InitialPageCount">Committed at boot; from 16.</param>
/// <param name="GrowthPageCount">Committed at least each time the pool grows.</param>
/// <param name="MaximumPageCount">Reserved.</param>
internal readonly record struct PoolSizes(ulong InitialPageCount, ulong GrowthPageCount, ulong MaximumPageCount)
{
    private const ulong StepByteCount = 64 << 10;
    private const int PageShift = 12;

    private const ulong CeilingByteCount = 128UL << 30;

    /// <summary>Rounds byte counts to the step in which pools grow.</summary>
    /// <param name="initial">Bytes at the start.</param>
    /// <param name="growth">Bytes of a growth.</param>
    /// <param name="maximum">Bytes at most; 0 for the default.</param>
    /// <param name="defaultMaximum">Bytes at most where none are given; never below
    /// <paramref name="initial"/>.</param>
    public static PoolSizes Of(ulong initial, ulong growth, ulong maximum, ulong defaultMaximum) =>
        new(Pages(initial), Pages(growth), Pages(maximum != 0 ? maximum : Math.Max(initial, defaultMaximum)));

    /// <summary>Three quarters of RAM, at most 128 GiB: Windows Vista and later on x64
    /// (docs/sources.md#pool-limits).</summary>
    public static ulong DefaultNonPagedMaximum(ulong physical) => Math.Min(physical / 4 * 3, CeilingByteCount);

    /// <summary>As much as RAM, at most 128 GiB.</summary>
    public static ulong DefaultPagedMaximum(ulong physical) => Math.Min(physical, CeilingByteCount);

    private static ulong Pages(ulong byteCount) =>
        Math.Max(1, (byteCount + StepByteCount - 1) / StepByteCount) * (StepByteCount >> PageShift);
}
