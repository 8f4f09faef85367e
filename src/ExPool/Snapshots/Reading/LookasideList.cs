namespace ExPool.Snapshots.Reading;

/// <summary>One look-aside list as it was read: a processor's, or the shared one of its class.</summary>
/// <remarks>
/// Two readings that are equal, and of which neither says busy, found the same blocks in it: each allocation from it
/// raises Served, what else comes or goes raises BlocksIn or BlocksOut, and a free alone raises Depth.
/// </remarks>
internal readonly record struct LookasideList
{
    /// <summary>The pool of its blocks.</summary>
    public required PoolKind Kind { get; init; }

    /// <summary>Its number: units of a small block, or FF and pages of a large one.</summary>
    public required int Class { get; init; }

    /// <summary>No processor's: the one that all of them share.</summary>
    public required bool IsShared { get; init; }

    /// <summary>Where it lies.</summary>
    public required ulong Address { get; init; }

    /// <summary>Where the word lies that is not 0 while somebody is inside of it.</summary>
    public required ulong BusyAddress { get; init; }

    /// <summary>Blocks in it.</summary>
    public required uint Depth { get; init; }

    /// <summary>Blocks it may hold now.</summary>
    public required uint Limit { get; init; }

    /// <summary>Slots it has.</summary>
    public required uint Capacity { get; init; }

    /// <summary>Where its slots lie.</summary>
    public required ulong SlotsAddress { get; init; }

    /// <summary>Allocations served from it; 0 for a shared one.</summary>
    public ulong Served { get; init; }

    /// <summary>Allocations it had no block for.</summary>
    public ulong AllocateMisses { get; init; }

    /// <summary>Frees it had no room for.</summary>
    public ulong FreeMisses { get; init; }

    /// <summary>Blocks brought in by refills.</summary>
    public required ulong BlocksIn { get; init; }

    /// <summary>Blocks taken out by flushes.</summary>
    public required ulong BlocksOut { get; init; }
}
