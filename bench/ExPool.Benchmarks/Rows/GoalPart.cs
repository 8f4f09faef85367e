namespace ExPool.Benchmarks.Rows;

/// <summary>One condition of a goal.</summary>
/// <param name="Reference">What ours is divided by.</param>
/// <param name="Limit">The limit.</param>
internal readonly record struct GoalPart(GoalReference Reference, double Limit)
{
    /// <summary>Whether a value reaches the goal.</summary>
    /// <param name="value">Ours, divided by the reference.</param>
    public bool Accepts(double value) => Reference == GoalReference.None ? value >= Limit : value <= Limit;
}
