using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>Where a version puts the regions of its address space.</summary>
internal interface ILayout
{
    /// <summary>What one unit of dynamic space holds; <see langword="null"/> where regions are fixed.</summary>
    ulong? UnitByteCount(MachineFacts machine);

    /// <summary>The regions, ordered and without overlap.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="sizes">What the rules gave.</param>
    IReadOnlyList<SystemRegion> Regions(MachineFacts machine, RegionSizes sizes);

    /// <summary>The most that paged pool can have beside the other regions; <see langword="null"/> for no bound.</summary>
    ulong? LargestPagedPool(MachineFacts machine, RegionSizes sizes);
}

/// <summary>What the rules gave, for the regions.</summary>
internal sealed record RegionSizes(
    ulong NonPagedInitial,
    ulong NonPagedMaximum,
    ulong PagedMaximum,
    ulong SystemCache,
    ulong SessionPool,
    ulong SessionView,
    ulong SessionImage);
