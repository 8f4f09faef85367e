namespace ExPool.Cli.Screens;

/// <summary>What a line of a screen is, from which <see cref="Theme"/> makes its look.</summary>
internal enum LineStyle
{
    /// <summary>Ordinary text.</summary>
    Plain,

    /// <summary>Names what stands below it.</summary>
    Heading,

    /// <summary>A row whose numbers changed since the last refresh.</summary>
    Changed,

    /// <summary>A sum.</summary>
    Total,

    /// <summary>Says what is going on and which keys there are.</summary>
    Status,

    /// <summary>Something the user must see.</summary>
    Alarm,
}
