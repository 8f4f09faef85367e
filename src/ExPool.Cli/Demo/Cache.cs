using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ExPool.Cli.Demo;

/// <summary>A cache that fills during the first part of the run and then evicts an entry for each new one.</summary>
/// <remarks>Growth that ends is no leak: this is what a leak finder must not fall for.</remarks>
internal sealed class Cache : Component
{
    private const int CapacityCount = 1200;

    private const double FullAtProgress = 0.4;   // of the run

    // Misses become fewer as the cache fills, so it fills ever slower; after five times the mean time of a gap
    // hardly any is left.
    private const double Steepness = 5;

    private const int EntryByteCount = 96;

    private const int ReplacedPerStep = 6;

    private readonly Queue<Item> _items = new();

    /// <summary>Makes the cache.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">Its number.</param>
    public Cache(DemoPlan plan, int number)
        : base(plan, number)
    {
    }

    /// <inheritdoc/>
    public override void Step(TimeSpan elapsed)
    {
        while (_items.Count < WantedCount(Progress(elapsed)))
        {
            Add();
        }

        for (int count = 0; count < ReplacedPerStep && _items.Count > 0; count++)
        {
            Remove(_items.Dequeue());
            Add();
        }

        for (int byteCount = Forgets(DemoTags.CacheEntry, elapsed, out int entries); entries > 0; entries--)
        {
            AllocateEntry(byteCount);
        }

        for (int byteCount = Forgets(DemoTags.CacheData, elapsed, out int data); data > 0; data--)
        {
            AllocateData(byteCount);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        while (_items.TryDequeue(out Item item))
        {
            Remove(item);
        }
    }

    private static int WantedCount(double progress) => progress >= FullAtProgress
        ? CapacityCount
        : (int)(CapacityCount * (1 - Math.Exp(-Steepness * progress / FullAtProgress)));

    private void Add() => _items.Enqueue(new(AllocateEntry(EntryByteCount), AllocateData(Random.Next(1000, 3900))));

    private static void Remove(Item item)
    {
        Release(item.Data, DemoTags.CacheData);
        Release(item.Entry, DemoTags.CacheEntry);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint AllocateEntry(int byteCount) =>
        KernelPool.Allocate(PoolFlags.Paged, (nuint)byteCount, DemoTags.CacheEntry);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint AllocateData(int byteCount) =>
        KernelPool.Allocate(PoolFlags.Paged, (nuint)byteCount, DemoTags.CacheData);

    private readonly record struct Item(nuint Entry, nuint Data);
}
