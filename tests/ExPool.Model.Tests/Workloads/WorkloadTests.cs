using System;
using System.Collections.Generic;
using System.Diagnostics;
using ExPool.Mm;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Workloads;

/// <summary>Random operations on small machines; after them, tables, frames, files and counters agree.</summary>
public sealed class WorkloadTests
{
    private const int MemoryOperationCount = 250;
    private const int PoolOperationCount = 400;
    private const int ShortSeedCount = 3;
    private const int FullSeedCount = 1000;

    private static bool IsFull => Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1";

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void What_the_memory_manager_believes_stays_true_under_random_operations(PagingMode mode)
    {
        SortedDictionary<string, int> done = [];
        MemoryCounters sums = new();
        Repeat($"memory manager, {mode}", (seed, context) =>
        {
            using MemoryWorkload workload = new(mode, seed);
            workload.Run(MemoryOperationCount, context);
            foreach ((string name, int count) in workload.Done)
            {
                done[name] = done.GetValueOrDefault(name) + count;
            }

            MemoryCounters counters = workload.Bench.Counters;
            sums.DemandZeroFaults += counters.DemandZeroFaults;
            sums.TransitionFaults += counters.TransitionFaults;
            sums.PageFileFaults += counters.PageFileFaults;
            sums.PagesRepurposed += counters.PagesRepurposed;
            sums.CommitFailures += counters.CommitFailures;
        });

        // What never happened was not tested.
        Assert.Equal(MemoryWorkload.OperationKindCount, done.Count);
        ulong[] counts =
        [
            sums.DemandZeroFaults,
            sums.TransitionFaults,
            sums.PageFileFaults,
            sums.PagesRepurposed,
            sums.CommitFailures,
        ];
        Assert.All(
            counts,
            count => Assert.True(count > 5, $"{sums}"));
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void Blocks_of_both_pools_keep_every_byte_while_pages_come_and_go(PagingMode mode) =>
        Repeat($"pools, {mode}", (seed, context) =>
        {
            using PoolWorkload workload = new(mode, seed);
            workload.Run(PoolOperationCount, context);
        });

    private static void Repeat(string what, Action<ulong, string> run)
    {
        int count = IsFull ? FullSeedCount : ShortSeedCount;
        Stopwatch watch = Stopwatch.StartNew();
        for (int seed = 1; seed <= count; seed++)
        {
            run((ulong)seed, $"{what}, seed {seed}");
            if (IsFull && seed % 100 == 0)
            {
                Console.WriteLine($"{what}: {seed} of {count} seeds, {watch.Elapsed.TotalSeconds:F0} s");
            }
        }
    }
}
