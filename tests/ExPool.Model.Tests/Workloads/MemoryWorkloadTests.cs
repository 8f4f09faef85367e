using System;
using System.Diagnostics;
using ExPool.Mm;
using Xunit;

namespace ExPool.Model.Tests.Workloads;

/// <summary>Random operations on a small machine; after each, tables, frames, files and counters agree.</summary>
public sealed class MemoryWorkloadTests
{
    private const int OperationCount = 300;
    private const int ShortSeedCount = 4;
    private const int FullSeedCount = 1000;

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void What_the_memory_manager_believes_stays_true_under_random_operations(PagingMode mode)
    {
        bool isFull = Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1";
        int count = isFull ? FullSeedCount : ShortSeedCount;
        Stopwatch watch = Stopwatch.StartNew();
        for (int seed = 1; seed <= count; seed++)
        {
            using MemoryWorkload workload = new(mode, (ulong)seed);
            workload.Run(OperationCount, $"{mode}, seed {seed}");
            if (isFull && seed % 100 == 0)
            {
                Console.WriteLine($"{mode}: {seed} of {count} seeds, {watch.Elapsed.TotalSeconds:F0} s");
            }
        }
    }
}
