namespace ExPool;

/// <summary>How much a request matters: the less it does, the earlier it is refused when a pool runs short.</summary>
/// <remarks>
/// EX_POOL_PRIORITY of ExAllocatePoolWithTagPriority, with its numbers (docs/sources.md#pool-priorities). The forms
/// with "SpecialPool" say on which side of a page special pool should put the block; they ask for nothing where there
/// is no special pool. A request without a priority is as <see cref="High"/>.
/// </remarks>
public enum PoolPriority
{
    /// <summary>Refused when the pool is short of memory. For what can be done later, or without.</summary>
    Low = 0,

    /// <summary><see cref="Low"/>; special pool puts the block at the end of its page.</summary>
    LowSpecialPoolOverrun = 8,

    /// <summary><see cref="Low"/>; special pool puts the block at the start of its page.</summary>
    LowSpecialPoolUnderrun = 9,

    /// <summary>Refused when the pool is very short of memory. For most requests.</summary>
    Normal = 16,

    /// <summary><see cref="Normal"/>; special pool puts the block at the end of its page.</summary>
    NormalSpecialPoolOverrun = 24,

    /// <summary><see cref="Normal"/>; special pool puts the block at the start of its page.</summary>
    NormalSpecialPoolUnderrun = 25,

    /// <summary>Refused only when the pool is completely out of memory. For what the program cannot go on
    /// without.</summary>
    High = 32,

    /// <summary><see cref="High"/>; special pool puts the block at the end of its page.</summary>
    HighSpecialPoolOverrun = 40,

    /// <summary><see cref="High"/>; special pool puts the block at the start of its page.</summary>
    HighSpecialPoolUnderrun = 41,
}
