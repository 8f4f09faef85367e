namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>keep plain = page tables</c>: gives a number of the machine a name, for a later comparison.</summary>
internal sealed class KeepStep : ScenarioStep
{
    private readonly string _name;
    private readonly Measure _measure;

    private KeepStep(ScenarioLine line, string name, Measure measure)
        : base(line) => (_name, _measure) = (name, measure);

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static KeepStep Read(ScenarioLine line)
    {
        if (line.Words.Count < 4 || line.Words[2].Text != "=")
        {
            throw line.Expected(line.Words.Count < 4 ? line.Words.Count : 2, "a name, = and a measure");
        }

        Measure measure = Measure.Find(line, 3, out int end);
        return end == line.Words.Count
            ? new KeepStep(line, line.Words[1].Text, measure)
            : throw line.Expected(end, "no more words");
    }

    /// <inheritdoc/>
    public override void Do(ScenarioRun run)
    {
        if (_measure.Read(run) is { } value)
        {
            run.Keep(_name, value);
            run.Say(_measure.Format(value));
        }
        else
        {
            run.Judge(false, "it is not known");
        }
    }
}
