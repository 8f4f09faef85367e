using ExPool.Cli.Scenarios.Conditions;

namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>expect nonpaged maximum 823.4MB</c>: judges the machine as it is now.</summary>
internal sealed class ExpectStep : ScenarioStep
{
    private readonly Condition _condition;

    private ExpectStep(ScenarioLine line, Condition condition)
        : base(line) => _condition = condition;

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static ExpectStep Read(ScenarioLine line) => new(line, Condition.Read(line, 1, line.Words.Count));

    /// <inheritdoc/>
    public override void Do(ScenarioRun run) => run.Judge(_condition.IsTrue(run), _condition.Now(run));
}
