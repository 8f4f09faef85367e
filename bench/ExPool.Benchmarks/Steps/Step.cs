using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Steps;

/// <summary>One step of a request, as a loop that can be measured.</summary>
/// <param name="Name">Its fixed name.</param>
/// <param name="Operation">What is done once, one line.</param>
/// <param name="Work">The loop.</param>
internal sealed record Step(string Name, string Operation, Work Work);
