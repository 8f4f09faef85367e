namespace ExPool.Benchmarks.Machines;

/// <summary>One value that was measured on the model.</summary>
/// <param name="Name">Its fixed name.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Value">The value; <see langword="null"/> where this system does not tell.</param>
/// <param name="Goal">The most it should be; <see langword="null"/>: there is no goal.</param>
internal sealed record ModelRow(string Name, string Unit, double? Value, double? Goal = null)
{
    /// <summary>Whether the goal is met; <see langword="null"/> without a goal or a value.</summary>
    public bool? Holds => Goal is { } goal && Value is { } value ? value <= goal : null;
}
