using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Scenarios.Conditions;

/// <summary>Something that is true of a machine, or not.</summary>
internal abstract class Condition
{
    /// <summary>Reads the words of a condition.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    /// <exception cref="ToolException">They are no condition.</exception>
    public static Condition Read(ScenarioLine line, int first, int end)
    {
        if (first >= end)
        {
            throw line.Expected(first, "a condition");
        }

        return line.Words[first].Text switch
        {
            "stop" or "no" => StopCondition.Read(line, first, end),
            "log" or "note" => TextCondition.Read(line, first, end),
            "event" => EventCondition.Read(line, first, end),
            _ when WorksCondition.Stands(line, first, end) => WorksCondition.Read(line, first, end),
            _ when RefusedCondition.Stands(line, first, end) => RefusedCondition.Read(line, first, end),
            _ when line.Words[end - 1].Text == ExhaustedCondition.Word => ExhaustedCondition.Read(line, first, end),
            _ => AmountCondition.Read(line, first, end),
        };
    }

    /// <summary>Whether it is true now.</summary>
    /// <param name="run">The machine.</param>
    public abstract bool IsTrue(ScenarioRun run);

    /// <summary>What is true now, in words.</summary>
    /// <param name="run">The machine.</param>
    public abstract string Now(ScenarioRun run);
}
