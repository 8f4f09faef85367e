using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Monitoring;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;

namespace ExPool.Cli.Demo;

/// <summary>Watches the worker from outside for the time given, and comes to a verdict.</summary>
internal sealed class DemoRun
{
    // Four to five looks a second; in a short run more, so that there are enough of them to judge by.
    private const int SampleMilliseconds = 220;

    private const int MinimumSampleMilliseconds = 60;

    private const int WantedSampleCount = 64;

    private readonly ToolContext _context;
    private readonly DemoChild _child;
    private readonly ISnapshotSource _source;
    private readonly DemoPlan _plan;
    private readonly int _sampleMilliseconds;
    private readonly LeakFinder _finder = new();
    private readonly PoolTable _table = new() { Sort = PoolSort.Bytes };
    private readonly DemoHistory _history = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private DemoRun(ToolContext context, DemoChild child, ISnapshotSource source, DemoPlan plan)
    {
        _context = context;
        _child = child;
        _source = source;
        _plan = plan;
        _sampleMilliseconds = (int)Math.Clamp(
            plan.Time.TotalMilliseconds / WantedSampleCount, MinimumSampleMilliseconds, SampleMilliseconds);
    }

    /// <summary>Starts the worker, watches it, ends it.</summary>
    /// <param name="context">The live table goes to its terminal, progress to its error output.</param>
    /// <param name="options">How to run.</param>
    /// <returns>What was found; <see langword="null"/> when the user stopped it.</returns>
    public static DemoResult? Run(ToolContext context, DemoOptions options)
    {
        CancellationToken stop = context.CatchSignals();
        context.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"demo: seed {options.Plan.Seed}, {options.Plan.Time.TotalSeconds:0.#} s; "
            + $"starting a small file server on tagged pools"));
        using DemoChild child = DemoChild.Start(options.Plan);
        using ISnapshotSource source = Open(child);
        DemoRun run = new(context, child, source, options.Plan);
        bool isScreen = context.OutputIsTerminal && !options.IsJson;
        bool isWhole = isScreen ? run.WatchOnScreen(stop) : run.Watch(stop);
        if (!isWhole)
        {
            return null;
        }

        if (!options.IsJson)
        {
            run.PrintTable();
        }

        return new(options.Plan, child.ProcessId, run._finder.Conclude(), run._history, child.Planted);
    }

    private static ISnapshotSource Open(DemoChild child)
    {
        try
        {
            return SnapshotSources.Open($"pid:{child.ProcessId}");
        }
        catch (SourceException) when (child.HasExited)
        {
            throw child.EndedEarly();
        }
    }

    private bool Watch(CancellationToken stop)
    {
        int saidSeconds = -1;
        while (_clock.Elapsed < _plan.Time)
        {
            PoolSnapshot snapshot = Sample();
            int seconds = (int)_clock.Elapsed.TotalSeconds;
            if (seconds != saidSeconds && !stop.IsCancellationRequested)
            {
                saidSeconds = seconds;
                _context.Error.WriteLine(Progress(snapshot));
            }

            if (stop.WaitHandle.WaitOne(_sampleMilliseconds))
            {
                return false;
            }
        }

        Sample();
        return true;
    }

    private bool WatchOnScreen(CancellationToken stop)
    {
        MonView view = new(_table, MonitorRun.Title(_source.Origin)) { ShowsTotals = true };
        using LiveTerminal terminal = new(_context);
        while (_clock.Elapsed < _plan.Time)
        {
            PoolSnapshot snapshot = Sample();
            long next = Environment.TickCount64 + _sampleMilliseconds;
            while (Environment.TickCount64 < next && !stop.IsCancellationRequested)
            {
                double left = Math.Max(0, (_plan.Time - _clock.Elapsed).TotalSeconds);
                view.Status = string.Create(
                    CultureInfo.InvariantCulture,
                    $" demo, seed {_plan.Seed}: one component may leak; verdict in {left:0} s   h help  q quit");
                terminal.Draw(view.Screen(snapshot, LiveTerminal.Width, LiveTerminal.Height));
                if (terminal.Wait(next, stop) is { } key && !view.Apply(KeyMap.ActionOf(key)))
                {
                    return false;
                }
            }

            if (stop.IsCancellationRequested)
            {
                return false;
            }
        }

        Sample();
        return true;
    }

    private PoolSnapshot Sample()
    {
        if (_child.HasExited)
        {
            throw _child.EndedEarly();
        }

        try
        {
            PoolSnapshot snapshot = _source.Capture();
            _finder.Add(snapshot);
            _table.Update(snapshot);
            _history.Add(snapshot);
            return snapshot;
        }
        catch (Exception exception) when (
            exception is SourceException or SnapshotFormatException && _child.HasExited)
        {
            throw _child.EndedEarly();
        }
    }

    private void PrintTable()
    {
        if (_table.Latest is { } snapshot)
        {
            MonView view = new(_table, MonitorRun.Title(_source.Origin)) { ShowsTotals = true };
            foreach (ScreenLine line in view.Table(snapshot))
            {
                _context.Out.WriteLine(line.Text);
            }
        }
    }

    private string Progress(PoolSnapshot snapshot) => string.Create(
        CultureInfo.InvariantCulture,
        $"demo: {_clock.Elapsed.TotalSeconds,4:0} s  nonpaged {ByteSize.Format(snapshot.NonPaged.ChargedBytes),8}"
        + $"  paged {ByteSize.Format(snapshot.Paged.ChargedBytes),8}");
}
