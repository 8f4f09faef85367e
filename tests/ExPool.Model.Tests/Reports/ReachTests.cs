using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using ExPool.Model.Mm;
using ExPool.Model.Reaching;
using Xunit;

namespace ExPool.Model.Tests.Reports;

/// <summary>A pool can be leaked as far as was computed when the machine had booted, and what ends it is the bound that
/// was named. EXPOOL_FULL=1 leaks every cell of docs/reference/reachable-limits.md.</summary>
public sealed class ReachTests
{
    private const ulong UsualLargest = 2UL << 30;

    private static bool IsFull => Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1";

    [Fact]
    public void Every_release_and_pool_can_be_leaked_as_far_as_was_computed_and_for_the_reason_that_was_named()
    {
        ReachTrial[] trials =
            [.. ReachTrial.All.Where(trial => IsFull || trial.PhysicalByteCount <= UsualLargest)];
        List<string> wrong = [];
        HashSet<MemoryBound?> seen = [];
        List<ReachOutcome> outcomes = [];
        foreach (ReachTrial trial in trials)
        {
            ReachOutcome outcome = trial.Run();
            seen.Add(outcome.HitBound);
            outcomes.Add(outcome);
            if (!outcome.IsAsComputed)
            {
                wrong.Add($"{trial.Profile} {trial.PhysicalByteCount >> 20} MB: {outcome}");
            }
        }

        wrong.AddRange(MissingInPage(outcomes));
        Assert.Empty(wrong);
        Assert.Equal(22 * 2 * 2, trials.Count(trial => trial.PhysicalByteCount <= UsualLargest));
        Assert.Equal(4, seen.Count);
    }

    /// <summary>The page that is kept says the same; if not, it is written again by the command that it
    /// names.</summary>
    private static IEnumerable<string> MissingInPage(IEnumerable<ReachOutcome> outcomes)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ExPool.slnx")))
        {
            root = root.Parent;
        }

        Assert.NotNull(root);
        string page = File.ReadAllText(Path.Combine(root.FullName, "docs", "reference", "reachable-limits.md"));
        foreach (ReachOutcome outcome in outcomes)
        {
            ReachTrial trial = outcome.Trial;
            ulong ram = trial.PhysicalByteCount;
            string size = ram < 1UL << 30 ? $"{ram >> 20} MB" : $"{ram >> 30} GB";
            string pool = trial.Kind == PoolKind.Paged ? "paged" : "nonpaged";
            string start = $"\n| {trial.Profile.Name} | {trial.Profile.Architecture} | {size} | {pool} | ";
            int at = page.IndexOf(start, StringComparison.Ordinal);
            double reachable = Math.Round(outcome.Computed.ReachableBytes / 1048576.0, 2);
            string cell = string.Create(CultureInfo.InvariantCulture, $" | {reachable:0.##} | ");
            if (at < 0 || !page[at..page.IndexOf('\n', at + 1)].Contains(cell, StringComparison.Ordinal))
            {
                yield return $"reachable-limits.md lacks{start.TrimStart()}...{cell}";
            }
        }
    }

    [Fact]
    public void More_ram_than_a_release_may_have_is_no_trial()
    {
        Assert.DoesNotContain(ReachTrial.All, trial => trial is
        {
            Profile: { Name: "Windows XP", Architecture: "x86" }, PhysicalByteCount: > 4UL << 30,
        });
        Assert.Contains(ReachTrial.All, trial => trial is
        {
            Profile: { Name: "Windows Server 2008", Architecture: "x86" }, PhysicalByteCount: 64UL << 30,
        });
    }
}
