using System;

namespace ExPool.Ex;

/// <summary>How many blocks a look-aside list may hold, by what it did since the last look.</summary>
/// <remarks>
/// <para>The rule of NT's ExAdjustLookasideDepth is not published; of it the once-a-second look, the deepening of busy
/// lists and the shrinking of idle ones are (docs/sources.md#look-aside-lists). ExPool's own:</para>
/// <code>
/// idle   : allocates &lt; 32                      depth' = max(4, depth / 2)
/// missing: misses * 16 &gt; allocates             depth' = min(maximum, depth * 2)
/// else   : at least 15 of 16 were served         depth' = depth
/// </code>
/// </remarks>
internal static class LookasideDepth
{
    /// <summary>What every list may hold: NT's first depth.</summary>
    public const int Minimum = (int)LookasideLimits.MinimumDepth;

    /// <summary>NT's limit: deeper lists hold memory that others need.</summary>
    public const int Maximum = (int)LookasideLimits.MaximumDepth;

    private const uint IdleAllocateCount = 32;
    private const ulong MissShare = 16;

    /// <summary>The depth from now on.</summary>
    /// <param name="depth">The depth so far.</param>
    /// <param name="maximumDepth">The list's own limit.</param>
    /// <param name="allocates">Allocations since the last look.</param>
    /// <param name="misses">Those of them that went to the pool.</param>
    public static int Next(int depth, int maximumDepth, uint allocates, uint misses)
    {
        int next = allocates < IdleAllocateCount ? depth / 2
            : misses * MissShare > allocates ? depth * 2
            : depth;
        return Math.Min(maximumDepth, Math.Max(Minimum, next));
    }
}
