using System.Collections.Generic;

namespace ExPool.Cli.Screens;

/// <summary>What h and ? show on the live table.</summary>
internal static class HelpScreen
{
    private const string Text = """
         The live table of pool tags. Columns:

           Allocs, Frees   blocks allocated and freed since the start, and the change since the last refresh
           Diff            blocks that live: Allocs - Frees
           Bytes           bytes charged to them, headers and rounding included, and the change
           Per Alloc       Bytes / Diff

         Keys:
           t a f d b m     sort by Tag, Allocs, Frees, Diff, Bytes, Per Alloc
           p               both pools, nonpaged only, paged only
           e               totals at the bottom
           up, down, PgUp, PgDn, Home, End   scroll
           h ?             this help; any key leaves it
           q, ESC          quit

         Changed rows are highlighted. A leak: Diff and Bytes grow at every refresh and never fall.
        """;

    /// <summary>The lines.</summary>
    public static List<ScreenLine> Lines()
    {
        List<ScreenLine> lines = [];
        foreach (string line in Text.Split('\n'))
        {
            lines.Add(new(line.TrimEnd('\r')));
        }

        return lines;
    }
}
