using System;
using System.Collections.Generic;
using System.Linq;

namespace ExPool.Cli.Scenarios;

/// <summary>What came of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Answers">An answer for each line.</param>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<ScenarioAnswer> Answers)
{
    /// <summary>What was judged.</summary>
    public int JudgedCount => Answers.Count(answer => answer.Holds is not null);

    /// <summary>What is not as expected.</summary>
    public int FailedCount => Answers.Count(answer => answer.Holds is false);

    /// <summary>What came of it, in a line.</summary>
    public string Verdict => FailedCount == 0
        ? FormattableString.Invariant($"All {JudgedCount} expectations hold.")
        : FormattableString.Invariant($"{FailedCount} of {JudgedCount} expectations FAILED.");
}
