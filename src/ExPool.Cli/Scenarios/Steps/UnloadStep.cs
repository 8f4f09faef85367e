using System;
using ExPool.Cli.CommandLine;
using ExPool.Model;

namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>unload Leaker</c>: stops a driver or a program, and waits until it has ended.</summary>
internal sealed class UnloadStep : ScenarioStep
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    private readonly string _name;

    private UnloadStep(ScenarioLine line, string name)
        : base(line) => _name = name;

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static UnloadStep Read(ScenarioLine line) => line.Words.Count == 2
        ? new UnloadStep(line, line.Words[1].Text)
        : throw line.Expected(line.Words.Count > 2 ? 2 : 1, "the name of one driver");

    /// <inheritdoc/>
    public override void Do(ScenarioRun run)
    {
        Driver driver = run.Forget(_name) ?? throw Line.Expected(1, "a driver that is loaded");
        TimeSpan start = run.Machine.Now;
        bool hasEnded = run.Machine.Unload(driver, s_longest);
        run.Judge(hasEnded, hasEnded
            ? $"ended after {DurationText.Format(run.Machine.Now - start)}"
            : $"it has not ended after {DurationText.Format(run.Machine.Now - start)}");
    }
}
