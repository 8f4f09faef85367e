using System.Collections.Generic;
using System.Globalization;

namespace ExPool.Cli.Scenarios.Conditions;

/// <summary><c>paged exhausted</c>: since boot a request was refused because there was no more.</summary>
internal sealed class ExhaustedCondition : Condition
{
    /// <summary>The word that ends it.</summary>
    public const string Word = "exhausted";

    private static readonly List<string> s_what = ["nonpaged", "paged", "commit", "system entries"];

    private readonly Measure _failures;

    private ExhaustedCondition(Measure failures) => _failures = failures;

    /// <summary>Reads its words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static new ExhaustedCondition Read(ScenarioLine line, int first, int end)
    {
        List<string> words = [];
        for (int index = first; index < end - 1; index++)
        {
            words.Add(line.Words[index].Text);
        }

        string what = string.Join(' ', words);
        return s_what.Contains(what)
            ? new ExhaustedCondition(Measure.Of($"{what} failures"))
            : throw line.Expected(first, $"one of {string.Join(", ", s_what)} before '{Word}'");
    }

    /// <inheritdoc/>
    public override bool IsTrue(ScenarioRun run) => _failures.Read(run) > 0;

    /// <inheritdoc/>
    public override string Now(ScenarioRun run) =>
        string.Create(CultureInfo.InvariantCulture, $"{_failures.Read(run) ?? 0} requests refused");
}
