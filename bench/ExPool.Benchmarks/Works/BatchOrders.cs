using System;

namespace ExPool.Benchmarks.Works;

/// <summary>The random orders in which batches are freed, the same for every allocator.</summary>
internal static class BatchOrders
{
    /// <summary>How many: enough that no branch predictor or prefetcher learns them.</summary>
    public const int Count = 16;

    /// <summary>Blocks of a batch.</summary>
    public const int BlockCount = 1000;

    private static readonly int[][] s_orders = Create();

    /// <summary>One order.</summary>
    /// <param name="turn">Which, from 0 to <see cref="Count"/> - 1.</param>
    public static int[] Get(int turn) => s_orders[turn];

    private static int[][] Create()
    {
        Random random = new(BlockSizes.Seed);
        int[][] orders = new int[Count][];
        for (int turn = 0; turn < Count; turn++)
        {
            orders[turn] = new int[BlockCount];
            for (int block = 0; block < BlockCount; block++)
            {
                orders[turn][block] = block;
            }

            random.Shuffle(orders[turn]);
        }

        return orders;
    }
}
