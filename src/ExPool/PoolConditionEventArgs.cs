using System;

namespace ExPool;

/// <summary>What changed: a condition of a pool began to hold, or ended.</summary>
/// <param name="condition">Which condition.</param>
/// <param name="isSet">Whether it holds now.</param>
/// <param name="room">What was left of the pool at the look that found it.</param>
public sealed class PoolConditionEventArgs(PoolCondition condition, bool isSet, PoolRoom room) : EventArgs
{
    /// <summary>Which condition.</summary>
    public PoolCondition Condition { get; } = condition;

    /// <summary>Whether it holds now.</summary>
    public bool IsSet { get; } = isSet;

    /// <summary>What was left of the pool at the look that found it.</summary>
    public PoolRoom Room { get; } = room;
}
