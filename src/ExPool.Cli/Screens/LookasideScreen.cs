using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;
using static ExPool.Cli.Screens.NumberText;

namespace ExPool.Cli.Screens;

/// <summary>Draws look-aside lists: a row for each size, with what the debugger's !lookaside tells of a list.</summary>
/// <remarks>
/// Its names where it has one: Current Depth, Max Depth (here the limit), Size, TotalAllocates, AllocateMisses,
/// TotalFrees, FreeMisses, and two hit rates in whole percent, cut off. The pools' own lists have no tag. Columns
/// grow where a number would not fit.
/// </remarks>
internal sealed class LookasideScreen
{
    private static readonly string[] s_columns =
    [
        "Size", "Depth", "Shared", "Limit", "Max", "Held", "Procs", "Allocates", "Misses", "Hit", "Frees", "Misses",
        "Hit",
    ];

    private readonly int[] _widths = [8, 8, 8, 8, 8, 11, 7, 13, 11, 6, 13, 11, 6];

    /// <summary>Chooses columns wide enough for all rows and sums.</summary>
    /// <param name="rows">The rows that will be drawn.</param>
    /// <param name="sums">The sums that will be drawn.</param>
    public LookasideScreen(IEnumerable<LookasideUsage> rows, IEnumerable<LookasideSum> sums)
    {
        foreach (LookasideUsage row in rows)
        {
            Widen(Cells(row));
        }

        foreach (LookasideSum sum in sums)
        {
            Widen(Cells(sum));
        }
    }

    /// <summary>The line above the rows.</summary>
    public string Heading() => Line("Tag", "Type", s_columns);

    /// <summary>One row.</summary>
    /// <param name="row">The lists of one size.</param>
    public string Row(LookasideUsage row) =>
        Line(row.Tag.IsNone ? "-" : row.Tag.ToString(), NameOf(row.Kind), Cells(row));

    /// <summary>The last row of a pool.</summary>
    /// <param name="sum">Its sum.</param>
    public string Sum(LookasideSum sum) => Line("Sum", NameOf(sum.Kind), Cells(sum));

    private static string[] Cells(LookasideUsage row) =>
    [
        Text(row.BlockByteCount), Text(row.Depth), Text(row.SharedDepth), Text(row.Limit), Text(row.MaximumDepth),
        Text(row.HeldBytes), row.ProcessorCount is int count ? Text((ulong)count) : "-",
        Text(row.TotalAllocates), Text(row.AllocateMisses),
        Percent(row.AllocateHitRate), Text(row.TotalFrees), Text(row.FreeMisses), Percent(row.FreeHitRate),
    ];

    private static string[] Cells(LookasideSum sum) =>
    [
        "", Text(sum.Depth), Text(sum.SharedDepth), Text(sum.Limit), "", Text(sum.HeldBytes), "",
        Text(sum.TotalAllocates), Text(sum.AllocateMisses), Percent(sum.AllocateHitRate), Text(sum.TotalFrees),
        Text(sum.FreeMisses), Percent(sum.FreeHitRate),
    ];

    private string Line(string tag, string type, string[] cells)
    {
        StringBuilder line = new($" {tag,-4} {type,-5}");
        for (int index = 0; index < cells.Length; index++)
        {
            line.Append(cells[index].PadLeft(_widths[index]));
        }

        return line.ToString();
    }

    private void Widen(string[] cells)
    {
        for (int index = 0; index < cells.Length; index++)
        {
            _widths[index] = Math.Max(_widths[index], cells[index].Length + 1);
        }
    }

    private static string NameOf(PoolKind kind) => kind == PoolKind.Paged ? "Paged" : "Nonp";

    // Cut off, as !lookaside does: 100 % is said of no list that ever missed.
    private static string Percent(double? rate) => rate is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(known * 100):0} %")
        : "-";
}
