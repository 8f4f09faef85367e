using System;

namespace ExPool.Ex;

/// <summary>How many blocks a look-aside list may hold, by what was asked of it since the last look: the pools' own
/// lists and those of programs.</summary>
/// <remarks>
/// <para>The rule of NT's ExAdjustLookasideDepth is not published; of it the once-a-second look, the deepening of busy
/// lists and the shrinking of idle ones are (docs/sources.md#look-aside-lists). ExPool's own, with r requests and m of
/// them misses:</para>
/// <code>
/// r = 0           depth = depth / 2; below 4 what an unused list keeps
/// r below depth   depth = max(4, depth / 2)
/// m above r / 16  depth = min(maximum, 2 * depth)
/// otherwise       as it was
/// </code>
/// </remarks>
internal static class LookasideDepth
{
    /// <summary>What a list that is used may hold at least, as in NT.</summary>
    public const int Minimum = (int)LookasideLimits.MinimumDepth;

    /// <summary>NT's limit: deeper lists hold memory that others need.</summary>
    public const int Maximum = (int)LookasideLimits.NtMaximumDepth;

    private const ulong MissShare = 16;

    /// <summary>The depth from now on.</summary>
    /// <param name="depth">The depth so far.</param>
    /// <param name="maximum">What the list may ever hold.</param>
    /// <param name="requests">Requests since the last look.</param>
    /// <param name="misses">Those of them that the list did not serve.</param>
    /// <param name="unused">What a shallow list keeps of which nothing was asked: 0 to 4.</param>
    public static uint Next(uint depth, uint maximum, ulong requests, ulong misses, uint unused)
    {
        if (requests == 0 || requests < depth)
        {
            uint half = depth / 2;
            return half >= Minimum ? half : Math.Min(depth, requests == 0 ? unused : Minimum);
        }

        return misses > requests / MissShare ? Math.Min(depth * 2, maximum) : depth;
    }
}
