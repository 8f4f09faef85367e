using System;

namespace ExPool.Model;

/// <summary>A notification event of \KernelObjects that says how much memory is left; it stays set while its condition
/// holds.</summary>
/// <param name="Name">NT's name, as "LowMemoryCondition".</param>
/// <param name="IsSet">Whether it holds, at the last look.</param>
/// <param name="ThresholdByteCount">Free bytes below which a Low condition is set and above which a High one is; of the
/// commit conditions the charge.</param>
/// <param name="SetAt">When it was set last, since boot; <see langword="null"/> when it never was.</param>
/// <param name="ResetAt">When it was reset last; <see langword="null"/> when it never was.</param>
/// <param name="SetCount">How often it was set.</param>
/// <remarks>LowCommitCondition is the good one: the charge is low. HighCommitCondition and MaximumCommitCondition are
/// set when little is left (docs/sources.md#memory-conditions).</remarks>
public sealed record MemoryCondition(
    string Name, bool IsSet, ulong ThresholdByteCount, TimeSpan? SetAt, TimeSpan? ResetAt, ulong SetCount);
