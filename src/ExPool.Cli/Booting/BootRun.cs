using System;
using System.Diagnostics;
using System.Threading;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Model;

namespace ExPool.Cli.Booting;

/// <summary>Runs a machine second by second, and watches it.</summary>
internal sealed class BootRun : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly BootOptions _options;
    private readonly MachineSource _source;
    private readonly EventFinder _events;
    private readonly BootHistory _history = new();
    private readonly Stopwatch _host = Stopwatch.StartNew();
    private readonly BootProgress _progress;

    private BootRun(ToolContext context, BootOptions options, Computer computer)
    {
        _options = options;
        _source = new MachineSource(computer, options.Machine.Name);
        _events = new EventFinder(computer.PoolUsageMaximum);
        _progress = new BootProgress(context, options);
        computer.OnLog = (time, text) => _events.Add(time, BootEventKind.Log, text);
        computer.OnEvent = entry => _events.Add(entry.Time, BootEventKind.EventLog, EventScreen.Line(entry));
        computer.OnCondition = change => _events.Add(
            computer.Now, BootEventKind.Condition, ConditionScreen.Line(change));
    }

    private Computer Computer => _source.Machine;

    /// <summary>Boots, runs, and tells what happened.</summary>
    /// <param name="context">What to print progress to.</param>
    /// <param name="options">What was asked for.</param>
    public static BootResult Run(ToolContext context, BootOptions options)
    {
        using BootRun run = new(context, options, MachineStart.Boot(options));
        CancellationToken stop = context.CatchSignals();
        if (options.IsLive)
        {
            run.RunLive(stop);
        }
        else
        {
            run.RunThrough(stop);
        }

        run._progress.End();
        run.Save();
        return run.Conclude();
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void RunThrough(CancellationToken stop)
    {
        Sample();
        while (Computer.Stop is null && Computer.Now < _options.Duration && !stop.IsCancellationRequested)
        {
            Advance(s_second);
            Sample();
        }
    }

    private void RunLive(CancellationToken stop)
    {
        // Small steps, so that who asks is answered soon.
        TimeSpan step = TimeSpan.FromMilliseconds(100) * _options.Speed;
        using LiveServer server = LiveServer.Start(_source);
        Stopwatch clock = Stopwatch.StartNew();
        Sample();
        TimeSpan due = TimeSpan.Zero;
        TimeSpan sampled = TimeSpan.Zero;
        while ((_options.Duration is null || due < _options.Duration) && !stop.IsCancellationRequested)
        {
            due += step;
            if (Computer.Stop is null && Computer.Now < due)
            {
                Advance(due - Computer.Now);
            }

            if (due - sampled >= s_second)
            {
                sampled = due;
                Sample();
            }

            // Even a machine that is late answers between two steps.
            server.Serve((due / _options.Speed) - clock.Elapsed, stop);
        }

        Sample();
    }

    private void Advance(TimeSpan duration)
    {
        if (_options.Duration is { } end && end - Computer.Now < duration)
        {
            duration = end - Computer.Now;
        }

        if (duration > TimeSpan.Zero && !Computer.Run(duration) && Computer.Stop is { } why)
        {
            _events.Add(Computer.Now, BootEventKind.Stop, why.ToString());
        }
    }

    private void Sample()
    {
        BootSample sample = BootSample.Of(_source);
        if (_history.Last is { } before)
        {
            _events.Look(before, sample);
        }

        _history.Add(sample);
        _progress.Show(sample, _host.Elapsed);
    }

    private void Save()
    {
        if (_options.SavePath is { } path)
        {
            Computer.Save(path);
        }
    }

    private BootResult Conclude() => new(
        _options,
        _history.Samples,
        _events.Events,
        _events.DroppedCount,
        _source.Capture(),
        _host.Elapsed.TotalSeconds)
    {
        MachineStop = Computer.Stop,
        Notes = Computer.ReadLimits().Notes,
        EventLog = Computer.ReadEvents(),
    };
}
