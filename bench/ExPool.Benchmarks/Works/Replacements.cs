using System;
using System.Collections.Generic;
using System.Threading;

namespace ExPool.Benchmarks.Works;

/// <summary>Random replacements, made once: which block of a live set, and how large the next one is.</summary>
/// <remarks>An entry is 32 bits: 31:24 half of (size - 16), 23:0 the block's index, whose lowest bit is the size's
/// too. Sizes are 16 to 527.</remarks>
internal static class Replacements
{
    /// <summary>Entries of a table, a power of two.</summary>
    public const int Count = 1 << 20;

    /// <summary>The largest live set that an entry can name.</summary>
    public const int MaximumLiveCount = 1 << 24;

    private static readonly Lock s_lock = new();
    private static readonly Dictionary<(int LiveCount, int Seed), uint[]> s_tables = [];

    /// <summary>The table for a live set, the same for every allocator.</summary>
    /// <param name="liveCount">Blocks of the set.</param>
    /// <param name="seed">Differs between threads.</param>
    public static uint[] Table(int liveCount, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(liveCount, MaximumLiveCount);
        lock (s_lock)
        {
            if (!s_tables.TryGetValue((liveCount, seed), out uint[]? table))
            {
                table = Create(liveCount, seed);
                s_tables.Add((liveCount, seed), table);
            }

            return table;
        }
    }

    /// <summary>The block to replace.</summary>
    /// <param name="entry">An entry.</param>
    public static int IndexOf(uint entry) => (int)(entry & 0xFF_FFFF);

    /// <summary>The next block's size.</summary>
    /// <param name="entry">An entry.</param>
    public static nuint SizeOf(uint entry) => 16 + ((entry >> 24) << 1) + (entry & 1);

    private static uint[] Create(int liveCount, int seed)
    {
        Random random = new(seed);
        uint[] table = new uint[Count];
        for (int index = 0; index < Count; index++)
        {
            table[index] = ((uint)random.Next(256) << 24) | (uint)random.Next(liveCount);
        }

        return table;
    }
}
