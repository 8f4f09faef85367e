namespace ExPool.Cli.Screens;

/// <summary>How the kinds of lines look. Colour never carries meaning alone: it can be switched off.</summary>
internal static class Theme
{
    /// <summary>Ends a look.</summary>
    public const string Reset = "\u001b[0m";

    /// <summary>The control sequence that begins a look; empty for plain text.</summary>
    /// <param name="style">What the line is.</param>
    public static string Begin(LineStyle style) => style switch
    {
        LineStyle.Heading => "\u001b[1m",
        LineStyle.Changed => "\u001b[1;32m",
        LineStyle.Total => "\u001b[1;36m",
        LineStyle.Status => "\u001b[7m",
        LineStyle.Alarm => "\u001b[1;31m",
        _ => "",
    };
}
