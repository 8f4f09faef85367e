using System.Collections.Generic;
using System.Collections.Immutable;
using ExPool.Inspection.Analysis;
using Xunit;

namespace ExPool.Inspection.Tests.Analysis;

/// <summary>A labelled corpus: of every leak, and of nothing else, the name must be given.</summary>
public sealed class LeakCorpusTests
{
    private static readonly int s_seedCount = FullLength.Choose(400, 1000);

    /// <summary>Short and dense, long and thin, and between.</summary>
    private static readonly Watch[] s_watches = [new(12, 48), new(15, 60), new(60, 61), new(7200, 121)];

    [Fact]
    public void Every_planted_leak_is_named_and_nothing_else_is()
    {
        List<string> wrong = [];
        int named = 0;
        int planted = 0;
        int verdicts = 0;
        for (int seed = 0; seed < s_seedCount; seed++)
        {
            foreach (bool leaks in (ImmutableArray<bool>)[true, false])
            {
                Workload workload = new(seed, leaks);
                LeakReport report = workload.Run(s_watches[seed % s_watches.Length]);
                bool isNamed = false;
                foreach (LeakVerdict verdict in report.Leaks)
                {
                    isNamed |= verdict.Tag == workload.Leak;
                    if (verdict.Tag != workload.Leak)
                    {
                        wrong.Add($"seed {seed} accuses {verdict.Tag}: {verdict.Reason}; {workload.Description}");
                    }
                }

                if (leaks && !isNamed)
                {
                    wrong.Add($"seed {seed} misses the {workload.Description}");
                }

                planted += leaks ? 1 : 0;
                named += isNamed ? 1 : 0;
                verdicts += report.Leaks.Length;
            }
        }

        string score = $"precision {named} of {verdicts}, recall {named} of {planted}";
        Assert.True(wrong.Count == 0, score + "\n" + string.Join("\n", wrong));
    }
}
