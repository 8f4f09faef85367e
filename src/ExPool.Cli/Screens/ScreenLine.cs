namespace ExPool.Cli.Screens;

/// <summary>One line of a screen: text without control characters, and what it is.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">What it is.</param>
internal readonly record struct ScreenLine(string Text, LineStyle Style = LineStyle.Plain);
