using System;
using System.Collections.Generic;
using ExPool.Inspection.Analysis;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Screens;

/// <summary>The live table as a person has arranged it: pool, sort, totals, help, how far scrolled.</summary>
/// <param name="table">The rows; sorting and filtering are its own.</param>
/// <param name="title">The third line: whose pools these are.</param>
internal sealed class MonView(PoolTable table, string title)
{
    private int _firstRow;
    private int _visibleRows = 1;
    private bool _showsHelp;
    private MemoryReport? _memory;
    private MemoryReport? _memoryBefore;

    /// <summary>Rows shown at most; <see langword="null"/> for all.</summary>
    public int? Top { get; init; }

    /// <summary>Sums of both pools stand below the rows.</summary>
    public bool ShowsTotals { get; set; }

    /// <summary>The last line of a live screen.</summary>
    public string Status { get; set; } = "";

    /// <summary>What <see cref="Status"/> is.</summary>
    public LineStyle StatusStyle { get; set; } = LineStyle.Status;

    /// <summary>Says what memory the machine has, where the pools are a machine's.</summary>
    /// <param name="memory">The memory, of the same moment as the next snapshot.</param>
    public void Update(MemoryReport memory)
    {
        _memoryBefore = _memory;
        _memory = memory;
    }

    /// <summary>Does what a key asks; <see langword="false"/> when it asks to leave.</summary>
    /// <param name="action">What the key means.</param>
    public bool Apply(KeyAction action)
    {
        if (_showsHelp)
        {
            // Any key leaves the help; q leaves all.
            _showsHelp = false;
            return action != KeyAction.Quit;
        }

        switch (action)
        {
            case KeyAction.Quit or KeyAction.Back:
                return false;
            case KeyAction.Help:
                _showsHelp = true;
                break;
            case KeyAction.Totals:
                ShowsTotals = !ShowsTotals;
                break;
            case KeyAction.NextPool:
                table.Filter = NextPool(table.Filter);
                _firstRow = 0;
                break;
            default:
                Sort(action);
                Scroll(action);
                break;
        }

        return true;
    }

    /// <summary>The whole table, as <c>--once</c> prints it.</summary>
    /// <param name="snapshot">What the table was last updated with.</param>
    public List<ScreenLine> Table(PoolSnapshot snapshot)
    {
        List<PoolRow> rows = Rows();
        List<ScreenLine> totals = [];
        PoolmonScreen screen = new(WithTotals(rows));
        AddTotals(screen, totals);
        List<ScreenLine> lines = Head(screen, snapshot);
        foreach (PoolRow row in rows)
        {
            lines.Add(Line(screen, row));
        }

        lines.AddRange(totals);
        return lines;
    }

    /// <summary>A screen of exactly the given size or smaller.</summary>
    /// <param name="snapshot">What the table was last updated with.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="height">Lines of the terminal.</param>
    public List<ScreenLine> Screen(PoolSnapshot snapshot, int width, int height)
    {
        List<ScreenLine> lines = _showsHelp ? HelpScreen.Lines() : LiveTable(snapshot, height);
        ScreenLine status = new(Status.PadRight(width), StatusStyle);
        int room = Math.Max(0, height - 1);
        if (lines.Count > room)
        {
            lines.RemoveRange(room, lines.Count - room);
        }

        while (lines.Count < room)
        {
            lines.Add(default(ScreenLine) with { Text = "" });
        }

        lines.Add(status);
        for (int index = 0; index < lines.Count; index++)
        {
            lines[index] = lines[index] with { Text = Clip(lines[index].Text, width) };
        }

        return lines;
    }

    private List<ScreenLine> LiveTable(PoolSnapshot snapshot, int height)
    {
        List<PoolRow> rows = Rows();
        PoolmonScreen screen = new(WithTotals(rows));
        List<ScreenLine> totals = [];
        AddTotals(screen, totals);
        List<ScreenLine> lines = Head(screen, snapshot);
        _visibleRows = Math.Max(1, height - 1 - lines.Count - totals.Count);
        _firstRow = Math.Clamp(_firstRow, 0, Math.Max(0, rows.Count - _visibleRows));
        int last = Math.Min(rows.Count, _firstRow + _visibleRows);
        for (int index = _firstRow; index < last; index++)
        {
            lines.Add(Line(screen, rows[index]));
        }

        lines.AddRange(totals);
        return lines;
    }

    private List<ScreenLine> Head(PoolmonScreen screen, PoolSnapshot snapshot)
    {
        PoolmonHeader header = _memory is null
            ? PoolmonHeader.Of(snapshot)
            : PoolmonHeader.Of(snapshot, _memory, _memoryBefore);
        List<ScreenLine> lines =
        [
            new(header.MemoryLine()),
            new(header.CommitLine()),
            new(title),
            new(screen.Heading(), LineStyle.Heading),
            new(""),
        ];
        if (snapshot.Stop is { } stop)
        {
            lines.Insert(3, new($" These pools have stopped: {stop}", LineStyle.Alarm));
        }

        return lines;
    }

    private List<PoolRow> Rows()
    {
        List<PoolRow> rows = new(table.Rows.Count);
        int count = Math.Min(Top ?? int.MaxValue, table.Rows.Count);
        for (int index = 0; index < count; index++)
        {
            rows.Add(table.Rows[index]);
        }

        return rows;
    }

    private IEnumerable<PoolRow> WithTotals(List<PoolRow> rows)
    {
        foreach (PoolRow row in rows)
        {
            yield return row;
        }

        foreach ((_, PoolRow total) in Totals())
        {
            yield return total;
        }
    }

    private IEnumerable<(string Name, PoolRow Row)> Totals()
    {
        foreach (PoolKind kind in (PoolKind[])[PoolKind.NonPaged, PoolKind.Paged])
        {
            if (ShowsTotals && PoolmonScreen.Total(table.Rows, kind) is { } total)
            {
                yield return ("Sum", total);
            }
        }
    }

    private void AddTotals(PoolmonScreen screen, List<ScreenLine> lines)
    {
        foreach ((string name, PoolRow total) in Totals())
        {
            lines.Add(new(screen.Row(name, total), LineStyle.Total));
        }

        if (lines.Count > 0)
        {
            lines.Insert(0, new(""));
        }
    }

    private static ScreenLine Line(PoolmonScreen screen, PoolRow row)
    {
        bool hasChanged = (row.AllocationsChange | row.FreesChange | row.BytesChange) != 0;
        return new(screen.Row(row), hasChanged ? LineStyle.Changed : LineStyle.Plain);
    }

    private void Sort(KeyAction action)
    {
        table.Sort = action switch
        {
            KeyAction.SortByTag => PoolSort.Tag,
            KeyAction.SortByAllocations => PoolSort.Allocations,
            KeyAction.SortByFrees => PoolSort.Frees,
            KeyAction.SortByOutstanding => PoolSort.Outstanding,
            KeyAction.SortByBytes => PoolSort.Bytes,
            KeyAction.SortByBytesPerBlock => PoolSort.BytesPerBlock,
            _ => table.Sort,
        };
    }

    private void Scroll(KeyAction action)
    {
        const int Far = 1_000_000;   // more rows than a table can have; the next draw clamps it
        _firstRow = action switch
        {
            KeyAction.LineUp => Math.Max(0, _firstRow - 1),
            KeyAction.LineDown => _firstRow + 1,
            KeyAction.PageUp => Math.Max(0, _firstRow - _visibleRows),
            KeyAction.PageDown => _firstRow + _visibleRows,
            KeyAction.First => 0,
            KeyAction.Last => Far,
            _ => _firstRow,
        };
    }

    private static PoolKind? NextPool(PoolKind? pool) => pool switch
    {
        null => PoolKind.NonPaged,
        PoolKind.NonPaged => PoolKind.Paged,
        _ => null,
    };

    private static string Clip(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width)];
}
