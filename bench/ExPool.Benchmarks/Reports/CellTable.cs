using System;
using System.Collections.Generic;
using System.IO;

namespace ExPool.Benchmarks.Reports;

/// <summary>Cells in columns, printed for a terminal or for a page; the first column is text, the others
/// numbers.</summary>
/// <param name="headers">The columns' names.</param>
internal sealed class CellTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">As many cells as columns.</param>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, headers.Length, nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>Prints aligned columns.</summary>
    /// <param name="output">Where to.</param>
    public void WriteText(TextWriter output)
    {
        int[] widths = new int[headers.Length];
        foreach (string[] row in (IEnumerable<string[]>)[headers, .. _rows])
        {
            for (int column = 0; column < widths.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }

        foreach (string[] row in (IEnumerable<string[]>)[headers, .. _rows])
        {
            string[] padded = new string[widths.Length];
            for (int column = 0; column < widths.Length; column++)
            {
                padded[column] = column == 0
                    ? row[column].PadRight(widths[column])
                    : row[column].PadLeft(widths[column]);
            }

            output.WriteLine(string.Join("  ", padded).TrimEnd());
        }
    }

    /// <summary>Prints a table of Markdown.</summary>
    /// <param name="output">Where to.</param>
    public void WriteMarkdown(TextWriter output)
    {
        WriteLine(headers);
        output.Write("|---|");
        for (int column = 1; column < headers.Length; column++)
        {
            output.Write("---:|");
        }

        output.Write('\n');
        foreach (string[] row in _rows)
        {
            WriteLine(row);
        }

        void WriteLine(string[] cells) => output.Write($"| {string.Join(" | ", cells)} |\n");
    }
}
