using System.Globalization;

namespace ExPool.Cli.Scenarios.Conditions;

/// <summary><c>stop 0x3F</c>: the machine stopped with that code. <c>no stop</c>: it runs.</summary>
internal sealed class StopCondition : Condition
{
    private readonly uint? _code;

    private StopCondition(uint? code) => _code = code;

    /// <summary>Reads its words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static new StopCondition Read(ScenarioLine line, int first, int end)
    {
        bool expectsNone = line.Words[first].Text == "no";
        if (end != first + 2)
        {
            throw line.Expected(end > first + 2 ? first + 2 : end, "stop and a code, as 0x3F, or no stop");
        }

        string second = line.Words[first + 1].Text;
        if (expectsNone)
        {
            return second == "stop" ? new StopCondition(null) : throw line.Expected(first + 1, "stop");
        }

        return second.StartsWith("0x", System.StringComparison.Ordinal)
            && uint.TryParse(second[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            ? new StopCondition(code)
            : throw line.Expected(first + 1, "a code, as 0x3F");
    }

    /// <inheritdoc/>
    public override bool IsTrue(ScenarioRun run)
    {
        bool isSo = (uint?)run.Machine.Stop?.Code == _code;
        run.StopIsExpected |= isSo && _code is not null;
        return isSo;
    }

    /// <inheritdoc/>
    public override string Now(ScenarioRun run) => run.Machine.Stop is { } stop ? $"{stop}" : "the machine runs";
}
