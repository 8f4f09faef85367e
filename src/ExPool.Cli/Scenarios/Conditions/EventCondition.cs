using System;
using System.Globalization;
using System.Linq;
using ExPool.Model;

namespace ExPool.Cli.Scenarios.Conditions;

/// <summary><c>event 2019</c>: the event log has an entry of that number.</summary>
internal sealed class EventCondition : Condition
{
    private readonly uint _id;

    private EventCondition(uint id) => _id = id;

    /// <summary>Reads its words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static new EventCondition Read(ScenarioLine line, int first, int end) =>
        end == first + 2
        && uint.TryParse(line.Words[first + 1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? new EventCondition(id)
            : throw line.Expected(end > first + 2 ? first + 2 : first + 1, "the number of an event, as 2019");

    /// <inheritdoc/>
    public override bool IsTrue(ScenarioRun run) => Find(run) is not null;

    /// <inheritdoc/>
    public override string Now(ScenarioRun run) => Find(run) is { } entry
        ? FormattableString.Invariant($"{entry.Source} {entry.Id} {entry.Severity}: {entry.Text}")
        : "there is no such entry";

    private EventLogEntry? Find(ScenarioRun run) =>
        run.Machine.ReadEvents().Entries.FirstOrDefault(entry => entry.Id == _id);
}
