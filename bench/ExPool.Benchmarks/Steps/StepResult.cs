namespace ExPool.Benchmarks.Steps;

/// <summary>What a step costs.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Operation">What is done once.</param>
/// <param name="Nanoseconds">The median of the samples, for one operation.</param>
internal sealed record StepResult(string Name, string Operation, double Nanoseconds);
