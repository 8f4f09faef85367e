using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Works;
using ExPool.Machine;

namespace ExPool.Benchmarks.Tuner;

/// <summary>What a program does with the pools, period after period. The same for every setting.</summary>
/// <param name="Name">Its fixed name.</param>
/// <param name="Operation">What it does, one line.</param>
/// <param name="Periods">Does the work of a period, by its number from 0; answers the allocations and frees.</param>
internal sealed record TunerLoad(string Name, string Operation, Func<Executive<HostMachine>, nuint[], int, int> Periods)
{
    /// <summary>Blocks that the steady loads keep alive.</summary>
    public const int LiveCount = 4096;

    private const int BurstCount = 5000;
    private const int Replacements = 50_000;

    private static readonly int[] s_mixed = new BlockSizes(16, 1024).Table(BurstCount);
    private static readonly int[] s_small = new BlockSizes(16, 512).Table(BurstCount);
    private static readonly int[] s_large = new BlockSizes(513, 2048).Table(BurstCount);

    /// <summary>The loads.</summary>
    public static IReadOnlyList<TunerLoad> All { get; } =
    [
        new("steady", "50,000 replacements a period in a set of 4,096 blocks of 16..1024 bytes",
            (executive, blocks, period) => Replace(executive, blocks, s_mixed, period)),
        new("shift", "the same, 16..512 bytes for ten periods, then 513..2048 for ten, in turn",
            (executive, blocks, period) =>
                Replace(executive, blocks, period / 10 % 2 == 0 ? s_small : s_large, period)),
        new("bursty", "5,000 blocks of 16..1024 bytes allocated, then freed, in every second period",
            (executive, blocks, period) => period % 2 == 0 ? Burst(executive, blocks) : 0),
        new("idle", "one such burst in the first period, then nothing",
            (executive, blocks, period) => period == 0 ? Burst(executive, blocks) : 0),
    ];

    /// <summary>Places for the blocks of any load.</summary>
    public static nuint[] MakeBlocks() => new nuint[Math.Max(LiveCount, BurstCount)];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Replace(Executive<HostMachine> executive, nuint[] blocks, int[] sizes, int period)
    {
        Random random = new(BlockSizes.Seed + period);
        int operations = 0;
        for (int index = 0; index < Replacements; index++)
        {
            ref nuint block = ref blocks[random.Next(LiveCount)];
            if (block != 0)
            {
                executive.Free(block, Pools.Tag);
                operations++;
            }

            block = executive.Allocate(Pools.Flags, (nuint)sizes[index % sizes.Length], Pools.Tag);
            operations++;
        }

        return operations;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Burst(Executive<HostMachine> executive, nuint[] blocks)
    {
        for (int index = 0; index < BurstCount; index++)
        {
            blocks[index] = executive.Allocate(Pools.Flags, (nuint)s_mixed[index], Pools.Tag);
        }

        for (int index = 0; index < BurstCount; index++)
        {
            executive.Free(blocks[index], Pools.Tag);
        }

        return 2 * BurstCount;
    }
}
