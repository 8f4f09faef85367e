using System;
using System.Collections.Generic;
using System.Linq;

namespace ExPool.Cli.Scenarios.Conditions;

/// <summary><c>log "no more pool"</c>: since boot a driver wrote a line with these words. <c>note "4 GB"</c>: the
/// release notes so about the machine.</summary>
internal sealed class TextCondition : Condition
{
    private readonly bool _isLog;
    private readonly string _words;

    private TextCondition(bool isLog, string words) => (_isLog, _words) = (isLog, words);

    /// <summary>Reads its words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    public static new TextCondition Read(ScenarioLine line, int first, int end) => end == first + 2
        ? new TextCondition(line.Words[first].Text == "log", line.Words[first + 1].Text)
        : throw line.Expected(end > first + 2 ? first + 2 : end, "words in quotes");

    /// <inheritdoc/>
    public override bool IsTrue(ScenarioRun run) => Find(run) is not null;

    /// <inheritdoc/>
    public override string Now(ScenarioRun run) => Find(run)
        ?? (_isLog ? "no driver wrote such a line" : "there is no such note");

    private string? Find(ScenarioRun run)
    {
        IEnumerable<string> texts =
            _isLog ? run.Log.Select(line => line.Text) : run.Machine.ReadLimits().Notes;
        return texts.FirstOrDefault(text => text.Contains(_words, StringComparison.Ordinal));
    }
}
