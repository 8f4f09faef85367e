namespace ExPool.Cli.Scenarios;

/// <summary>One thing that a scenario does, or expects.</summary>
/// <param name="line">Where it stands.</param>
internal abstract class ScenarioStep(ScenarioLine line)
{
    /// <summary>Where it stands.</summary>
    public ScenarioLine Line { get; } = line;

    /// <summary>Does it.</summary>
    /// <param name="run">The machine, and where answers go.</param>
    public abstract void Do(ScenarioRun run);
}
