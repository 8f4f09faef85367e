using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Cli.CommandLine;
using ExPool.Model;
using ExPool.Model.Drivers;

namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>see Shell</c>: prints what a program wrote since it was looked at last; of Shell, what its user saw.
/// <c>see events</c>: the entries of the event log.</summary>
internal sealed class SeeStep : ScenarioStep
{
    private const string Events = "events";
    private const int MostLines = 20;

    private readonly string _name;

    private SeeStep(ScenarioLine line, string name)
        : base(line) => _name = name;

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static SeeStep Read(ScenarioLine line)
    {
        if (line.Words.Count != 2)
        {
            throw line.Expected(line.Words.Count > 2 ? 2 : 1, "events, or the name of one program");
        }

        string name = line.Words[1].Text;
        return name == Events || DriverCatalog.Entries.Any(entry => entry.Name == name)
            ? new SeeStep(line, name)
            : throw line.Expected(1, "events, or the name of a program");
    }

    /// <inheritdoc/>
    public override void Do(ScenarioRun run)
    {
        List<(TimeSpan Time, string Text)> lines = _name == Events
            ? [.. run.Machine.ReadEvents().Entries.Select(entry => (entry.Time, TextOf(entry)))]
            : [.. run.Log.Where(line => IsOf(line.Text))];
        int first = run.SeenBefore(_name, lines.Count);
        foreach ((TimeSpan time, string text) in lines.Skip(first).Take(MostLines))
        {
            run.Say($"{DurationText.Format(TimeSpan.FromMilliseconds(Math.Floor(time.TotalMilliseconds)))}: {text}");
        }

        int count = lines.Count - first;
        if (count == 0)
        {
            run.Say("nothing");
        }
        else if (count > MostLines)
        {
            run.Say(FormattableString.Invariant($"and {count - MostLines} more"));
        }
    }

    private static string TextOf(EventLogEntry entry) =>
        FormattableString.Invariant($"{entry.Source} {entry.Id} {entry.Severity}: {entry.Text}");

    // A program writes its name before what it says: shell: or leaker.sys:
    private bool IsOf(string text)
    {
        int end = text.AsSpan().IndexOfAny('.', ':');
        return end == _name.Length && text.StartsWith(_name, StringComparison.OrdinalIgnoreCase);
    }
}
