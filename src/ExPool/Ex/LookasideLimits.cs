using System;

namespace ExPool.Ex;

/// <summary>How much the look-aside lists may hold.</summary>
/// <param name="largestByteCount">Bytes of the largest block that has lists; 0 for none at all.</param>
/// <param name="heldByteCount">Bytes that one processor's lists may hold together, by their limits.</param>
/// <param name="maximumDepth">Blocks of a list.</param>
internal sealed class LookasideLimits(uint largestByteCount, uint heldByteCount, uint maximumDepth)
{
    /// <summary>The most blocks of a list in NT.</summary>
    public const uint NtMaximumDepth = 256;

    /// <summary>What a list that is used keeps at least, as in NT.</summary>
    public const uint MinimumDepth = 4;

    private const uint FirstByteCount = 64 * 1024;

    /// <summary>Bytes of the largest block that has lists.</summary>
    public uint LargestByteCount => largestByteCount;

    /// <summary>Bytes that one processor's lists may hold together.</summary>
    public uint HeldByteCount => heldByteCount;

    /// <summary>As far as that may be used by lists that become deeper: an eighth is for lists that begin.</summary>
    public uint DeepeningByteCount => heldByteCount - (heldByteCount / 8);

    /// <summary>The most blocks of any list.</summary>
    public uint MaximumDepth => maximumDepth;

    /// <summary>How deep allocations alone make a list: only frees show that a deeper one would be used.</summary>
    public uint AllocationDepth => Math.Min(32, maximumDepth);

    /// <summary>
    /// How deep a list may be that gives away what it is given: such blocks are on their way to other processors,
    /// and the deeper it is, the colder they arrive.
    /// </summary>
    public uint PassingDepth => Math.Min(NtMaximumDepth, maximumDepth);

    /// <summary>The limit a list starts with: 4, or fewer blocks if they are large.</summary>
    public static uint FirstDepth(uint byteCount) => Math.Clamp(FirstByteCount / byteCount, 1, MinimumDepth);

    /// <summary>The limit of a list of such blocks: the most blocks, and half of what a processor may
    /// hold.</summary>
    public uint MaximumDepthOf(uint byteCount) =>
        Math.Clamp(heldByteCount / 2 / byteCount, FirstDepth(byteCount), maximumDepth);
}
