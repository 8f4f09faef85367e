using System;
using System.Collections.Generic;
using System.Text;

namespace ExPool.Cli.Screens;

/// <summary>Rows of cells in columns as wide as they need to be: the first to the left, numbers to the right.</summary>
internal static class TextTable
{
    /// <summary>The lines, without blanks at their ends.</summary>
    /// <param name="rows">The rows, the heading first; all of one length.</param>
    /// <param name="leftColumns">Columns that are texts: so many at the left.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows, int leftColumns = 1)
    {
        int[] widths = new int[rows[0].Length];
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }

        foreach (string[] row in rows)
        {
            StringBuilder line = new();
            for (int column = 0; column < row.Length; column++)
            {
                string cell = row[column];
                line.Append(column == 0 ? "" : "  ");
                line.Append(column < leftColumns ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
