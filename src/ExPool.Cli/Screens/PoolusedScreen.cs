using System;
using System.Collections.Generic;
using System.Text;
using ExPool.Snapshots;
using static ExPool.Cli.Screens.NumberText;

namespace ExPool.Cli.Screens;

/// <summary>Draws usage by tag as the debugger's !poolused prints it.</summary>
/// <remarks>
/// The documented layout in printf's words: <c>" %-4s%9u%9u%10u%9u%s"</c>; its "Allocs" are the blocks that live.
/// With verbose, four columns a pool: Allocs, Frees, Diff, Used. Columns grow where a number would not fit.
/// </remarks>
internal sealed class PoolusedScreen
{
    private readonly int[] _widths;
    private readonly int[] _totalWidths;
    private readonly bool _isVerbose;

    /// <summary>Chooses columns wide enough for all rows and the total.</summary>
    /// <param name="isVerbose">Allocs, Frees, Diff and Used instead of Allocs and Used.</param>
    /// <param name="rows">The rows that will be drawn.</param>
    /// <param name="total">Their sum.</param>
    public PoolusedScreen(bool isVerbose, IEnumerable<TagUsage> rows, TagUsage total)
    {
        _isVerbose = isVerbose;
        _widths = isVerbose ? [9, 9, 9, 9, 10, 9, 9, 9] : [9, 9, 10, 9];
        foreach (TagUsage row in rows)
        {
            Widen(_widths, Cells(row));
        }

        // As documented, the summary's total has columns of its own; with verbose it stands below the others.
        if (isVerbose)
        {
            Widen(_widths, Cells(total));
            _totalWidths = [_widths[0] - 1, .. _widths[1..]];
        }
        else
        {
            _totalWidths = [12, 10, 10, 9];
            Widen(_totalWidths, Cells(total));
        }
    }

    /// <summary>The lines above the rows.</summary>
    /// <param name="sortedBy">Tag, Paged Pool Consumed, NonPaged Pool Consumed.</param>
    public string[] Heading(string sortedBy)
    {
        int half = _widths.Length / 2;
        int left = 0;
        for (int index = 0; index < half; index++)
        {
            left += _widths[index];
        }

        StringBuilder names = new(" Tag ");
        string[] columns = _isVerbose ? ["Allocs", "Frees", "Diff", "Used"] : ["Allocs", "Used"];
        for (int index = 0; index < _widths.Length; index++)
        {
            names.Append(columns[index % half].PadLeft(_widths[index]));
        }

        string pools = new string(' ', 12) + "NonPaged" + new string(' ', left - 6) + "Paged";
        return [$"   Sorting by  {sortedBy}", "", "  Pool Used:", pools, names.ToString()];
    }

    /// <summary>One row.</summary>
    /// <param name="row">The tag.</param>
    /// <param name="description">What follows the numbers, without a blank.</param>
    public string Row(TagUsage row, string description) => $" {row.Tag,-4}{Numbers(row, _widths)}{description}";

    /// <summary>The last row.</summary>
    /// <param name="total">The sum.</param>
    public string Total(TagUsage total) => $" TOTAL{Numbers(total, _totalWidths)}";

    private string Numbers(TagUsage row, int[] widths)
    {
        StringBuilder line = new();
        string[] cells = Cells(row);
        for (int index = 0; index < cells.Length; index++)
        {
            line.Append(cells[index].PadLeft(widths[index]));
        }

        return line.ToString();
    }

    private string[] Cells(TagUsage row) => _isVerbose
        ?
        [
            Text(row.NonPaged.Allocations), Text(row.NonPaged.Frees), Text(row.NonPaged.Outstanding),
            Text(row.NonPaged.BytesInUse), Text(row.Paged.Allocations), Text(row.Paged.Frees),
            Text(row.Paged.Outstanding), Text(row.Paged.BytesInUse),
        ]
        :
        [
            Text(row.NonPaged.Outstanding), Text(row.NonPaged.BytesInUse),
            Text(row.Paged.Outstanding), Text(row.Paged.BytesInUse),
        ];

    private static void Widen(int[] widths, string[] cells)
    {
        for (int index = 0; index < cells.Length; index++)
        {
            widths[index] = Math.Max(widths[index], cells[index].Length + 1);
        }
    }
}
