using System;

namespace ExPool;

/// <summary>What kind of block is asked for: exactly one of the three pools, and how to answer.</summary>
/// <remarks>
/// POOL_FLAGS of ExAllocatePool2, with its numbers (docs/sources.md#pool-flags). Bits 0 to 31 are required: an
/// unknown one makes the request fail. Bits 32 to 63 are optional: an unknown one is ignored.
/// </remarks>
[Flags]
public enum PoolFlags : ulong
{
    /// <summary>No pool chosen: a request with no pool is answered with 0.</summary>
    None = 0,

    /// <summary>Charge the process that the calling flow entered; see <see cref="QuotaProcess{TMachine}"/>. The
    /// block is 8 bytes longer.</summary>
    UseQuota = 0x1,

    /// <summary>Leave the payload as it was found; without this bit it is zeroed.</summary>
    Uninitialized = 0x2,

    /// <summary>Session pool. A process has no sessions: a request with this bit is refused.</summary>
    Session = 0x4,

    /// <summary>Align the payload to a cache line of 64 bytes; the size is rounded up to whole lines, so that
    /// no other payload shares one.</summary>
    CacheAligned = 0x8,

    /// <summary>Throw <see cref="PoolException"/> where otherwise 0 would be answered.</summary>
    RaiseOnFailure = 0x20,

    /// <summary>Nonpaged pool, never executable.</summary>
    NonPaged = 0x40,

    /// <summary>Nonpaged pool that drivers may execute. Here it is as non-executable as
    /// <see cref="NonPaged"/>.</summary>
    NonPagedExecute = 0x80,

    /// <summary>Paged pool.</summary>
    Paged = 0x100,

    /// <summary>Prefer special pool (optional: ordinary pool serves it where there is none).</summary>
    SpecialPool = 0x1_0000_0000,
}
