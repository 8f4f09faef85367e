namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>show commit used</c>: prints a number of the machine.</summary>
internal sealed class ShowStep : ScenarioStep
{
    private readonly Measure _measure;

    private ShowStep(ScenarioLine line, Measure measure)
        : base(line) => _measure = measure;

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static ShowStep Read(ScenarioLine line)
    {
        Measure measure = Measure.Find(line, 1, out int end);
        return end == line.Words.Count ? new ShowStep(line, measure) : throw line.Expected(end, "no more words");
    }

    /// <inheritdoc/>
    public override void Do(ScenarioRun run) => run.Say(_measure.Format(_measure.Read(run)));
}
