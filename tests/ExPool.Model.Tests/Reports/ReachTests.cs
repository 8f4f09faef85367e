using System;
using System.Collections.Generic;
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
        foreach (ReachTrial trial in trials)
        {
            ReachOutcome outcome = trial.Run();
            seen.Add(outcome.HitBound);
            if (!outcome.IsAsComputed)
            {
                wrong.Add($"{trial.Profile} {trial.PhysicalByteCount >> 20} MB: {outcome}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(22 * 2 * 2, trials.Count(trial => trial.PhysicalByteCount <= UsualLargest));
        Assert.Equal(4, seen.Count);
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
