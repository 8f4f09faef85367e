using System.Collections.Generic;

namespace ExPool.Cli.Scenarios;

/// <summary>A script that was read: what is done with a machine, and what is expected of it.</summary>
/// <param name="Name">Its name, or the file's.</param>
/// <param name="Title">Its first remark.</param>
/// <param name="Lines">All lines, remarks too.</param>
/// <param name="Steps">What they say, in order.</param>
internal sealed record Scenario(
    string Name, string Title, IReadOnlyList<ScenarioLine> Lines, IReadOnlyList<ScenarioStep> Steps);
