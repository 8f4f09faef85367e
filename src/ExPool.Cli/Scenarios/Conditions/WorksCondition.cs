using System.Globalization;
using System.Linq;
using ExPool.Model.Drivers;

namespace ExPool.Cli.Scenarios.Conditions;

/// <summary><c>Shell works</c>, <c>Shell fails</c>: whether a program was given all that it asked for at its last
/// turn.</summary>
internal sealed class WorksCondition : Condition
{
    private const string Works = "works";
    private const string Fails = "fails";

    private readonly ScenarioLine _line;
    private readonly int _index;
    private readonly bool _works;

    private WorksCondition(ScenarioLine line, int index, bool works) =>
        (_line, _index, _works) = (line, index, works);

    /// <summary>Whether such a condition stands there.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static bool Stands(ScenarioLine line, int first, int end) =>
        end == first + 2 && line.Words[first + 1].Text is Works or Fails;

    /// <summary>Reads its words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static new WorksCondition Read(ScenarioLine line, int first, int end) =>
        DriverCatalog.Entries.Any(entry => entry.Name == line.Words[first].Text)
            ? new WorksCondition(line, first, line.Words[end - 1].Text == Works)
            : throw line.Expected(first, "the name of a program");

    /// <inheritdoc/>
    public override bool IsTrue(ScenarioRun run) => (Tell(run, Works) == 1) == _works;

    /// <inheritdoc/>
    public override string Now(ScenarioRun run)
    {
        string what = Tell(run, Works) == 1 ? "it works" : "it does not work";
        return string.Create(CultureInfo.InvariantCulture, $"{what}; {Tell(run, "refused")} requests refused so far");
    }

    private ulong Tell(ScenarioRun run, string name)
    {
        string program = _line.Words[_index].Text;
        return (run.Find(program) ?? throw _line.Expected(_index, "a program that is loaded"))
            .Tell().TryGetValue(name, out ulong value)
            ? value
            : throw _line.Mistake(_index, $"{program} does not tell whether it works; expected a program that does");
    }
}
