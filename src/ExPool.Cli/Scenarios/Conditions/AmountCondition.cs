namespace ExPool.Cli.Scenarios.Conditions;

/// <summary><c>paged used at least 400MB</c>: compares a number of the machine; without 'at' the two are the
/// same.</summary>
internal sealed class AmountCondition : Condition
{
    private readonly Measure _measure;
    private readonly Comparison _comparison;
    private readonly Amount _amount;

    private AmountCondition(Measure measure, Comparison comparison, Amount amount) =>
        (_measure, _comparison, _amount) = (measure, comparison, amount);

    private enum Comparison
    {
        Is,
        AtLeast,
        AtMost,
    }

    /// <summary>Reads its words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static new AmountCondition Read(ScenarioLine line, int first, int end)
    {
        Measure measure = Measure.Find(line, first, out int next);
        Comparison comparison = Comparison.Is;
        if (next < end && line.Words[next].Text == "at")
        {
            string word = next + 1 < end ? line.Words[next + 1].Text : "";
            comparison = word switch
            {
                "least" => Comparison.AtLeast,
                "most" => Comparison.AtMost,
                _ => throw line.Expected(next + 1, "least or most"),
            };
            next += 2;
        }

        return new AmountCondition(measure, comparison, Amount.Read(line, next, end, measure.IsBytes));
    }

    /// <inheritdoc/>
    public override bool IsTrue(ScenarioRun run)
    {
        ulong? value = _measure.Read(run);
        return _comparison switch
        {
            Comparison.AtLeast => value is { } known && _amount.CompareTo(run, known) >= 0,
            Comparison.AtMost => value is { } known && _amount.CompareTo(run, known) <= 0,
            _ => value is { } known ? _amount.CompareTo(run, known) == 0 : _amount.IsUnknown,
        };
    }

    /// <inheritdoc/>
    public override string Now(ScenarioRun run) => _measure.Format(_measure.Read(run));
}
