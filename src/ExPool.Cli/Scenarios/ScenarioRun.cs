using System;
using System.Collections.Generic;
using System.Threading;
using ExPool.Cli.CommandLine;
using ExPool.Model;

namespace ExPool.Cli.Scenarios;

/// <summary>Runs a scenario: has its machine, and hears what comes of each step.</summary>
/// <remarks>A machine that stops although nobody expects it is a failed expectation: at the next boot, or at the
/// end.</remarks>
internal sealed class ScenarioRun : IDisposable
{
    private const int MostLogLines = 10_000;

    private readonly CancellationToken _cancel;
    private readonly bool _isVerbose;
    private readonly List<ScenarioAnswer> _answers = [];
    private readonly List<(TimeSpan Time, string Text)> _log = [];
    private readonly Dictionary<string, int> _seen = [];
    private readonly List<(string Name, Driver Driver)> _drivers = [];
    private readonly Dictionary<string, ulong> _kept = [];
    private Computer? _machine;
    private ScenarioAnswer _answer = null!;

    private ScenarioRun(bool isVerbose, CancellationToken cancel) => (_isVerbose, _cancel) = (isVerbose, cancel);

    /// <summary>The machine that runs.</summary>
    public Computer Machine => _machine ?? throw new InvalidOperationException("No machine was booted.");

    /// <summary>What drivers wrote since boot.</summary>
    public IReadOnlyList<(TimeSpan Time, string Text)> Log => _log;

    /// <summary>Whether somebody looked at the stop.</summary>
    public bool StopIsExpected { get; set; }

    /// <summary>Runs a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="isVerbose">Also tells what drivers write.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>An answer for each line.</returns>
    /// <exception cref="ToolException">A machine cannot be booted.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static IReadOnlyList<ScenarioAnswer> Run(Scenario scenario, bool isVerbose, CancellationToken cancel)
    {
        using ScenarioRun run = new(isVerbose, cancel);
        int next = 0;
        foreach (ScenarioLine line in scenario.Lines)
        {
            run.Begin(line);
            if (next < scenario.Steps.Count && scenario.Steps[next].Line == line)
            {
                scenario.Steps[next++].Do(run);
            }
        }

        run.CheckStop();
        return run._answers;
    }

    /// <summary>Switches a machine on; one that runs is switched off.</summary>
    /// <param name="options">What it is made of.</param>
    public void Boot(ComputerOptions options)
    {
        CheckStop();
        _machine?.Dispose();
        _machine = null;
        _machine = Computer.Boot(options);
        _machine.OnLog = Hear;
        _answer.Time = TimeSpan.Zero;
        _drivers.Clear();
        _log.Clear();
        _seen.Clear();
        StopIsExpected = false;
    }

    /// <summary>Lets time pass.</summary>
    /// <param name="duration">How much.</param>
    /// <returns>False when the machine has stopped.</returns>
    public bool Pass(TimeSpan duration)
    {
        _cancel.ThrowIfCancellationRequested();
        if (Machine.Stop is null && !Machine.Run(duration))
        {
            Say($"the machine stopped: {Machine.Stop}");
        }

        return Machine.Stop is null;
    }

    /// <summary>Remembers a driver by the name it was loaded with.</summary>
    /// <param name="name">The name.</param>
    /// <param name="driver">The driver.</param>
    public void Remember(string name, Driver driver) => _drivers.Add((name, driver));

    /// <summary>Forgets the driver that was loaded last under a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The driver; <see langword="null"/> when none is loaded.</returns>
    public Driver? Forget(string name)
    {
        int index = _drivers.FindLastIndex(entry => entry.Name == name);
        if (index < 0)
        {
            return null;
        }

        Driver driver = _drivers[index].Driver;
        _drivers.RemoveAt(index);
        return driver;
    }

    /// <summary>The driver that was loaded last under a name; <see langword="null"/> when none is loaded.</summary>
    /// <param name="name">The name.</param>
    public Driver? Find(string name) => _drivers.FindLast(entry => entry.Name == name).Driver;

    /// <summary>How many of a list were seen before; from now on all are.</summary>
    /// <param name="list">The list.</param>
    /// <param name="count">How many there are.</param>
    public int SeenBefore(string list, int count)
    {
        int before = _seen.GetValueOrDefault(list);
        _seen[list] = count;
        return before;
    }

    /// <summary>Keeps a number for later lines, also for those about another machine.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="value">The number.</param>
    public void Keep(string name, ulong value) => _kept[name] = value;

    /// <summary>A number that was kept; <see langword="null"/> when there is none of that name.</summary>
    /// <param name="name">What it was called.</param>
    public ulong? Kept(string name) => _kept.TryGetValue(name, out ulong value) ? value : null;

    /// <summary>Says something about the step.</summary>
    /// <param name="text">A line.</param>
    public void Say(string text) => _answer.Texts.Add(text);

    /// <summary>Says whether what the step expected is so.</summary>
    /// <param name="holds">Whether.</param>
    /// <param name="text">What is so.</param>
    public void Judge(bool holds, string text)
    {
        _answer.Holds = holds && _answer.Holds is not false;
        Say(holds ? text : $"FAILED: {text}");
    }

    /// <inheritdoc/>
    public void Dispose() => _machine?.Dispose();

    private void Begin(ScenarioLine line)
    {
        _cancel.ThrowIfCancellationRequested();
        _answer = new ScenarioAnswer(line) { Time = _machine?.Now ?? TimeSpan.Zero };
        _answers.Add(_answer);
    }

    private void CheckStop()
    {
        if (_machine?.Stop is { } stop && !StopIsExpected)
        {
            Judge(false, $"nobody expected 0x{(uint)stop.Code:X}; expected 'expect stop 0x{(uint)stop.Code:X}' before");
        }
    }

    private void Hear(TimeSpan time, string text)
    {
        if (_log.Count < MostLogLines)
        {
            _log.Add((time, text));
            if (_isVerbose)
            {
                Say($"{DurationText.Format(time)}: {text}");
            }
        }
    }
}
