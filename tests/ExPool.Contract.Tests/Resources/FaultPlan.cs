using System;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Resources;

/// <summary>Repeats a run, and lets another one of its commit calls fail each time.</summary>
internal static class FaultPlan
{
    private const int UsualStep = 4;

    /// <summary>Fails every call once at full length; else one of each four, another one in each run.</summary>
    /// <param name="first">The first call that may fail.</param>
    /// <param name="end">Calls that a run makes.</param>
    /// <param name="play">The run; answers whether it was more than a refused boot.</param>
    /// <returns>Boots that were refused.</returns>
    public static int FailOneByOne(long first, long end, Func<CommitFaults, bool> play)
    {
        int step = TestPools.IsFullLength ? 1 : UsualStep;
        int refused = 0;
        for (long start = first; start < end; start += step)
        {
            long call = Math.Min(start + Random.Shared.Next(step), end - 1);
            CommitFaults faults = CommitFaults.Once(call);
            try
            {
                refused += play(faults) ? 0 : 1;
                Assert.Equal(1, faults.FaultCount);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"Commit call {call} of {end} failed.\n{exception.Message}", exception);
            }
        }

        return refused;
    }
}
