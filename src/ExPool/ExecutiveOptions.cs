using System;

namespace ExPool;

/// <summary>How large the pools are and how they are kept. Each value has a default that suits a process.</summary>
public sealed record ExecutiveOptions
{
    /// <summary>The defaults.</summary>
    public static ExecutiveOptions Default { get; } = new();

    /// <summary>
    /// As NT keeps its pools: look-aside lists for blocks of up to 512 bytes with the header, as on x64, and of at most
    /// 256 blocks (docs/sources.md#look-aside-lists).
    /// </summary>
    public static ExecutiveOptions Nt { get; } = new()
    {
        LookasideLargestByteCount = 512,
        LookasideMaximumDepth = 256,
    };

    /// <summary>Bytes of nonpaged pool that are committed at the start. Rounded up to 64 KiB; default 2
    /// MiB.</summary>
    public ulong NonPagedInitialByteCount { get; init; } = 2UL << 20;

    /// <summary>
    /// Bytes that nonpaged pool may grow to. 0: three quarters of RAM, at most 128 GiB, as Windows Vista
    /// and later on x64 (docs/sources.md#pool-limits). Only address space is taken for it.
    /// </summary>
    public ulong NonPagedMaximumByteCount { get; init; }

    /// <summary>Bytes of paged pool that are committed at the start. Rounded up to 64 KiB; default 2 MiB.</summary>
    public ulong PagedInitialByteCount { get; init; } = 2UL << 20;

    /// <summary>
    /// Bytes that paged pool may grow to. 0: as much as RAM, at most 128 GiB; on Windows Vista and later
    /// the commit limit bounds it (docs/sources.md#pool-limits), which a process cannot know on every system.
    /// </summary>
    public ulong PagedMaximumByteCount { get; init; }

    /// <summary>
    /// Bytes by which a pool grows at least; a request for more makes it grow by that. Larger steps mean
    /// fewer system calls and more memory that may lie unused. Rounded up to 64 KiB; default 2 MiB.
    /// </summary>
    public ulong GrowthByteCount { get; init; } = 2UL << 20;

    /// <summary>
    /// Paged pools for small blocks, 1 to 63, beside the one for whole pages: NT starts with four on a multiprocessor
    /// (docs/sources.md#pool-descriptor). More pools contend less and spread blocks over more pages. A machine with
    /// several NUMA nodes has at least one paged and one nonpaged pool for each, and serves each from its own.
    /// </summary>
    public int PagedPools { get; init; } = 4;

    /// <summary>
    /// Bytes of the largest block, with its header, that goes through look-aside lists: 0 (no lists) to 131,072.
    /// Default 131,072: every small size, and blocks of up to 32 pages. NT: 256 bytes on x86, 512 on x64
    /// (docs/sources.md#look-aside-lists). Larger lists make larger blocks as fast as small ones, and hold more memory.
    /// </summary>
    public int LookasideLargestByteCount { get; init; } = 128 << 10;

    /// <summary>
    /// Bytes that the look-aside lists of one processor (on the host, thread) may hold, 64 KiB to 1 GiB; default
    /// 1 MiB. Idle lists give their blocks back in seconds.
    /// </summary>
    public int LookasideHeldByteCount { get; init; } = 1 << 20;

    /// <summary>
    /// Blocks that one look-aside list may hold, 4 to 65,536; default 2,048, NT: 256. The bytes that a processor's
    /// lists may hold bound it too. A deeper list serves longer bursts of small blocks without a lock.
    /// </summary>
    public int LookasideMaximumDepth { get; init; } = 2048;

    /// <summary>
    /// Tags that get counters of their own, 64 to 1,048,576; later ones are counted together as 'Ovfl'.
    /// Default 65,536. Only tags that are used cost memory.
    /// </summary>
    public int MaximumTagCount { get; init; } = 65_536;

    /// <summary>
    /// Keep the first call site of each tag as text. Costs one stack walk for each tag, tens of
    /// microseconds. Default: on.
    /// </summary>
    public bool CaptureCallSites { get; init; } = true;

    /// <summary>Throws when a value is outside of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option, its value and its range.</exception>
    public void Validate()
    {
        const ulong Smallest = 64UL << 10;
        const ulong Largest = 15UL << 40; // Page numbers, and one more, are 32 bits wide.
        ArgumentOutOfRangeException.ThrowIfLessThan(PagedPools, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PagedPools, 63);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumTagCount, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumTagCount, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfNegative(LookasideLargestByteCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LookasideLargestByteCount, 128 << 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(LookasideHeldByteCount, 64 << 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LookasideHeldByteCount, 1 << 30);
        ArgumentOutOfRangeException.ThrowIfLessThan(LookasideMaximumDepth, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(LookasideMaximumDepth, 1 << 16);
        Check(NonPagedInitialByteCount, NonPagedMaximumByteCount, nameof(NonPagedMaximumByteCount));
        Check(PagedInitialByteCount, PagedMaximumByteCount, nameof(PagedMaximumByteCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GrowthByteCount, Largest);

        static void Check(ulong initial, ulong maximum, string name)
        {
            if (maximum != 0 && (maximum < Smallest || maximum > Largest || initial > maximum))
            {
                throw new ArgumentOutOfRangeException(
                    name,
                    maximum,
                    $"Expected 0, or at least {Math.Max(Smallest, initial)} and at most {Largest} bytes.");
            }
        }
    }
}
