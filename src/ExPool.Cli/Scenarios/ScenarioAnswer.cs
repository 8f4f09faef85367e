using System;
using System.Collections.Generic;

namespace ExPool.Cli.Scenarios;

/// <summary>What came of a line of a script.</summary>
/// <param name="Line">The line.</param>
internal sealed record ScenarioAnswer(ScenarioLine Line)
{
    /// <summary>When, since boot.</summary>
    public TimeSpan Time { get; set; }

    /// <summary>Whether what was expected is so; <see langword="null"/> when nothing was expected.</summary>
    public bool? Holds { get; set; }

    /// <summary>What there is to say.</summary>
    public List<string> Texts { get; } = [];
}
