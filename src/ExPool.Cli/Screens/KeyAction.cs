namespace ExPool.Cli.Screens;

/// <summary>What a key does on the live table.</summary>
internal enum KeyAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Leaves the screen.</summary>
    Quit,

    /// <summary>Leaves the help, or the screen.</summary>
    Back,

    /// <summary>Shows the help.</summary>
    Help,

    /// <summary>Both pools, nonpaged only, paged only.</summary>
    NextPool,

    /// <summary>Totals at the bottom on or off.</summary>
    Totals,

    /// <summary>Sorts by tag.</summary>
    SortByTag,

    /// <summary>Sorts by allocations.</summary>
    SortByAllocations,

    /// <summary>Sorts by frees.</summary>
    SortByFrees,

    /// <summary>Sorts by blocks that live.</summary>
    SortByOutstanding,

    /// <summary>Sorts by bytes.</summary>
    SortByBytes,

    /// <summary>Sorts by bytes of a block.</summary>
    SortByBytesPerBlock,

    /// <summary>One row up.</summary>
    LineUp,

    /// <summary>One row down.</summary>
    LineDown,

    /// <summary>A screen up.</summary>
    PageUp,

    /// <summary>A screen down.</summary>
    PageDown,

    /// <summary>The first row.</summary>
    First,

    /// <summary>The last row.</summary>
    Last,
}
