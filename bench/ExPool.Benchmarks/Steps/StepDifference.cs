namespace ExPool.Benchmarks.Steps;

/// <summary>A cost that no loop shows alone: what one step takes more than another.</summary>
/// <param name="Meaning">What the difference is, one line.</param>
/// <param name="More">The step that does it.</param>
/// <param name="Less">The step that does not.</param>
internal sealed record StepDifference(string Meaning, string More, string Less);
