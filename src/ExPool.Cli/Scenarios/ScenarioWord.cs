namespace ExPool.Cli.Scenarios;

/// <summary>A word of a script, without its quotes.</summary>
/// <param name="Text">The word.</param>
/// <param name="Column">Where it begins, from 1.</param>
internal readonly record struct ScenarioWord(string Text, int Column);
