using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>Where a version puts the regions of its address space.</summary>
internal interface ILayout
{
    /// <summary>What one unit of dynamic space holds; <see langword="null"/> where regions are fixed.</summary>
    ulong? UnitByteCount(MachineFacts machine);

    /// <summary>The regions, ordered and without overlap.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="sizes">Sizes that fit.</param>
    IReadOnlyList<SystemRegion> Regions(MachineFacts machine, RegionSizes sizes);

    /// <summary>The sizes that the address space holds beside each other; the same when all fit.</summary>
    /// <exception cref="ProfileException">The registry asks for more session space than there is room for.</exception>
    RegionSizes Fit(MachineFacts machine, RegionSizes sizes);
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
