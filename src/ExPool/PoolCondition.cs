namespace ExPool;

/// <summary>A state of a pool that may be waited for; NT's events in \KernelObjects, as
/// LowNonPagedPoolCondition.</summary>
public enum PoolCondition
{
    /// <summary>Little nonpaged pool is left.</summary>
    LowNonPagedPool = 0,

    /// <summary>Plenty of nonpaged pool is left.</summary>
    HighNonPagedPool = 1,

    /// <summary>Little paged pool is left.</summary>
    LowPagedPool = 2,

    /// <summary>Plenty of paged pool is left.</summary>
    HighPagedPool = 3,
}
