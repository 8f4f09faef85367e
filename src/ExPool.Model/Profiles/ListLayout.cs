using System;
using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>x64: fixed places in an address space so large that nothing needs to move.</summary>
internal sealed class ListLayout(IReadOnlyList<ListLayout.Entry> entries) : ILayout
{
    private const ulong Unit = 2 * Bytes.Megabyte;
    private const ulong LargestNonPagedSpace = 16UL << 40;   // docs/sources.md#pool-limits: twice RAM, 16 TB

    public ulong? UnitByteCount(MachineFacts machine) => null;

    public RegionSizes Fit(MachineFacts machine, RegionSizes sizes) => sizes;

    public IReadOnlyList<SystemRegion> Regions(MachineFacts machine, RegionSizes sizes)
    {
        List<SystemRegion> regions = [];
        ulong end = 0;
        foreach (Entry entry in entries)
        {
            ulong byteCount = entry.Size switch
            {
                "pfnDatabase" => machine.PfnDatabaseByteCount,
                "nonPagedMaximum" => Bytes.RoundUp(sizes.NonPagedMaximum, Unit),
                "nonPagedAddressSpace" => Math.Min(
                    Bytes.RoundUp(checked(2 * machine.UsableByteCount), Unit), LargestNonPagedSpace),
                _ => Bytes.Parse(entry.Size),
            };
            ulong start = entry.Start ?? end;
            regions.Add(new(entry.Kind, start, byteCount, entry.Source));
            end = unchecked(start + byteCount);   // of the HAL, the last one: 0
        }

        return regions;
    }

    /// <summary>One region; without a start it follows the one before it.</summary>
    public sealed record Entry(SystemRegionKind Kind, ulong? Start, string Size, string Source);
}
