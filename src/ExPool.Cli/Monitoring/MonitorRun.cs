using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Csv;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;

namespace ExPool.Cli.Monitoring;

/// <summary>Captures a source again and again and shows the table: once, as a stream, or on a live screen.</summary>
internal sealed class MonitorRun
{
    private readonly ToolContext _context;
    private readonly ISnapshotSource _source;
    private readonly string _moniker;
    private readonly MonitorOptions _options;
    private readonly PoolTable _table;
    private readonly MonView _view;
    private int _captureCount;
    private double _captureMilliseconds;

    private MonitorRun(ToolContext context, ISnapshotSource source, string moniker, MonitorOptions options)
    {
        _context = context;
        _source = source;
        _moniker = moniker;
        _options = options;
        _table = new PoolTable { Sort = options.Sort, Filter = options.Pool };
        _view = new MonView(_table, Title(source.Origin)) { Top = options.Top };
    }

    /// <summary>Shows a source as the options say.</summary>
    /// <param name="context">What to print to.</param>
    /// <param name="source">What to show.</param>
    /// <param name="moniker">What the user called it.</param>
    /// <param name="options">How to show it.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ToolContext context, ISnapshotSource source, string moniker, MonitorOptions options)
    {
        MonitorRun monitor = new(context, source, moniker, options);
        if (!options.IsOnce && options.Form == MonitorForm.Screen)
        {
            if (context.OutputIsTerminal)
            {
                return monitor.RunLive();
            }

            context.Warn(
                "output is no terminal, so one table as with --once; --json or --csv give one at each refresh");
        }

        return options.IsOnce || options.Form == MonitorForm.Screen ? monitor.RunOnce() : monitor.RunStream();
    }

    /// <summary>The line that says whose pools a table shows.</summary>
    /// <param name="origin">Where the snapshots come from.</param>
    public static string Title(SnapshotOrigin origin) =>
        $" Pool information of {origin.Name}, pools '{origin.PoolName}'";

    private int RunOnce()
    {
        PoolSnapshot snapshot = Capture();
        Print(snapshot);
        return ExitCode.Done;
    }

    private int RunStream()
    {
        CancellationToken stop = _context.CatchSignals();
        do
        {
            PoolSnapshot? snapshot = TryCapture();
            if (snapshot is null)
            {
                return Gone();
            }

            Print(snapshot);
            _context.Out.Flush();
        }
        while (!stop.WaitHandle.WaitOne(_options.Interval));

        return ExitCode.Done;
    }

    private int RunLive()
    {
        CancellationToken stop = _context.CatchSignals();
        PoolSnapshot? snapshot = TryCapture();
        PoolSnapshot? latest = snapshot;
        using (LiveTerminal terminal = new(_context))
        {
            long next = Environment.TickCount64;
            bool isWanted = true;
            while (snapshot is not null && isWanted && !stop.IsCancellationRequested)
            {
                latest = snapshot;
                next = Math.Max(next + (long)_options.Interval.TotalMilliseconds, Environment.TickCount64);
                isWanted = ShowUntil(terminal, snapshot, next, stop);
                snapshot = isWanted && !stop.IsCancellationRequested ? TryCapture() : snapshot;
            }
        }

        if (snapshot is not null)
        {
            return ExitCode.Done;
        }

        if (latest is not null)
        {
            Print(latest);
        }

        return Gone();
    }

    private bool ShowUntil(LiveTerminal terminal, PoolSnapshot snapshot, long next, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _view.Status = $" h help  q quit  p pool  e totals  t a f d b m sort: {_table.Sort}"
                + $"   every {_options.Interval.TotalSeconds:0.#} s   {snapshot.CapturedAt.ToLocalTime():HH:mm:ss}";
            terminal.Draw(_view.Screen(snapshot, LiveTerminal.Width, LiveTerminal.Height));
            ConsoleKeyInfo? key = terminal.Wait(next, stop);
            if (key is null && Environment.TickCount64 >= next)
            {
                return true;
            }

            if (key is { } pressed && !_view.Apply(KeyMap.ActionOf(pressed)))
            {
                return false;
            }
        }

        return false;
    }

    private PoolSnapshot Capture()
    {
        long start = Stopwatch.GetTimestamp();
        PoolSnapshot snapshot = _source.Capture();
        _captureMilliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _table.Update(snapshot);
        if (_source is IMachineSource machine)
        {
            _view.Update(machine.ReadMemory());
        }

        _captureCount++;
        return snapshot;
    }

    // Null when the process has ended: what is left of its tables says nothing about a living pool.
    private PoolSnapshot? TryCapture()
    {
        if (!_source.IsAlive)
        {
            return null;
        }

        try
        {
            return Capture();
        }
        catch (Exception exception) when (
            exception is SourceException or SnapshotFormatException && _captureCount > 0 && !_source.IsAlive)
        {
            return null;
        }
    }

    private void Print(PoolSnapshot snapshot)
    {
        switch (_options.Form)
        {
            case MonitorForm.Json:
                JsonDocumentWriter.WriteLine(_context.Out, json => TableJson.Write(
                    json, _moniker, snapshot, Rows, _captureCount > 1, _captureMilliseconds));
                break;
            case MonitorForm.Csv:
                TableCsv.Write(_context.Out, snapshot, Rows(), hasHeading: _captureCount == 1);
                break;
            default:
                foreach (ScreenLine line in _view.Table(snapshot))
                {
                    _context.Out.WriteLine(line.Text);
                }

                break;
        }
    }

    private IReadOnlyList<PoolRow> Rows()
    {
        IReadOnlyList<PoolRow> rows = _table.Rows;
        if (_options.Top is not { } top || top >= rows.Count)
        {
            return rows;
        }

        List<PoolRow> first = new(top);
        for (int index = 0; index < top; index++)
        {
            first.Add(rows[index]);
        }

        return first;
    }

    private int Gone()
    {
        _context.Out.Flush();
        _context.Warn($"process {_source.Origin.ProcessId} is gone");
        return ExitCode.NotAvailable;
    }
}
