using System;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Scenarios.Conditions;

namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>run 5s</c>, or <c>run until nonpaged exhausted within 60s</c>: lets virtual time pass.</summary>
internal sealed class RunStep : ScenarioStep
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private readonly TimeSpan _duration;
    private readonly Condition? _until;

    private RunStep(ScenarioLine line, TimeSpan duration, Condition? until)
        : base(line) => (_duration, _until) = (duration, until);

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static RunStep Read(ScenarioLine line)
    {
        int last = line.Words.Count - 1;
        if (last > 0 && line.Words[1].Text == "until")
        {
            return last >= 4 && line.Words[last - 1].Text == "within"
                ? new RunStep(line, Time(line, last), Condition.Read(line, 2, last - 1))
                : throw line.Expected(last + 1, "a condition, then within and a time, as 'within 60s'");
        }

        return last == 1
            ? new RunStep(line, Time(line, 1), until: null)
            : throw line.Expected(last > 1 ? 2 : 1, "a time, as 10s, or until");
    }

    /// <inheritdoc/>
    public override void Do(ScenarioRun run)
    {
        if (run.Machine.Stop is not null)
        {
            run.Judge(false, "the machine has stopped before");
            return;
        }

        TimeSpan start = run.Machine.Now;
        if (_until is null)
        {
            run.Pass(_duration);
            return;
        }

        bool isTrue = _until.IsTrue(run);
        while (!isTrue && run.Machine.Now - start < _duration && run.Pass(s_look))
        {
            isTrue = _until.IsTrue(run);
        }

        // A stop may be what was waited for.
        isTrue = isTrue || _until.IsTrue(run);
        string passed = DurationText.Format(run.Machine.Now - start);
        run.Judge(isTrue, isTrue ? $"after {passed}" : $"not after {passed}");
    }

    private static TimeSpan Time(ScenarioLine line, int index)
    {
        try
        {
            return DurationText.Parse("time", line.Words[index].Text, s_shortest, s_longest);
        }
        catch (ToolException exception)
        {
            throw line.Mistake(index, exception.Message);
        }
    }
}
