using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Model.Mm;
using ExPool.Model.Reports;

namespace ExPool.Cli.Scenarios.Conditions;

/// <summary><c>paged refused by commit</c>: which bound kept a pool from growing when it last refused a
/// request.</summary>
internal sealed class RefusedCondition : Condition
{
    private static readonly Dictionary<string, MemoryBound> s_bounds = Enum.GetValues<MemoryBound>()
        .ToDictionary(bound => JsonNamingPolicy.CamelCase.ConvertName(bound.ToString()));

    private readonly bool _isPaged;
    private readonly MemoryBound _bound;

    private RefusedCondition(bool isPaged, MemoryBound bound) => (_isPaged, _bound) = (isPaged, bound);

    /// <summary>Whether such a condition stands there.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static bool Stands(ScenarioLine line, int first, int end) =>
        end == first + 4 && (line.Words[first + 1].Text, line.Words[first + 2].Text) == ("refused", "by");

    /// <summary>Reads its words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static new RefusedCondition Read(ScenarioLine line, int first, int end)
    {
        if (line.Words[first].Text is not ("nonpaged" or "paged"))
        {
            throw line.Expected(first, "nonpaged or paged");
        }

        return s_bounds.TryGetValue(line.Words[end - 1].Text, out MemoryBound bound)
            ? new RefusedCondition(line.Words[first].Text == "paged", bound)
            : throw line.Expected(end - 1, $"one of {string.Join(", ", s_bounds.Keys)}");
    }

    /// <inheritdoc/>
    public override bool IsTrue(ScenarioRun run) => Bound(run) == _bound;

    /// <inheritdoc/>
    public override string Now(ScenarioRun run) => BoundText.Format(Bound(run));

    private MemoryBound? Bound(ScenarioRun run)
    {
        MemoryReport memory = run.Machine.ReadMemory();
        return _isPaged ? memory.PagedRefusedBy : memory.NonPagedRefusedBy;
    }
}
