using ExPool.Ke;

namespace ExPool.Snapshots;

/// <summary>Something that is wrong in a pool.</summary>
/// <param name="Code">The stop that the pool would answer with.</param>
/// <param name="Kind">The stop's first parameter: which kind of damage.</param>
/// <param name="Pool">The pool; <see langword="null"/> when it is in the tables of both.</param>
/// <param name="Address">Where.</param>
/// <param name="Tag">The tag of the block it is in or follows; none where it cannot be known.</param>
/// <param name="Message">What is wrong, with the value and what was expected.</param>
public sealed record PoolFinding(
    BugCheckCode Code, ulong Kind, PoolKind? Pool, ulong Address, PoolTag Tag, string Message);
