using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>x86 from Windows Vista on: space in units of one page table, given to whoever needs it.</summary>
/// <remarks>
/// Only what hardware or the loader pins has a place. NT keeps the use of each unit in MiSystemVaType, one byte a unit.
/// </remarks>
internal sealed class DynamicLayout32(string source) : ILayout
{
    private const ulong PageTables = 0xC000_0000;
    private const ulong Hal = 0xFFC0_0000;
    private const ulong End = 0x1_0000_0000;

    public ulong? UnitByteCount(MachineFacts machine) => machine.PageTableByteCount;

    public RegionSizes Fit(MachineFacts machine, RegionSizes sizes) => sizes;

    public IReadOnlyList<SystemRegion> Regions(MachineFacts machine, RegionSizes sizes)
    {
        ulong tablesEnd = PageTables + ((machine.Switches.Pae ? 8UL : 4UL) * Bytes.Megabyte);
        List<SystemRegion> regions = [];
        if (machine.UserEnd < PageTables)
        {
            regions.Add(new(SystemRegionKind.Dynamic, machine.UserEnd, PageTables - machine.UserEnd, source));
        }

        regions.Add(new(SystemRegionKind.PageTables, PageTables, tablesEnd - PageTables, source));
        regions.Add(new(SystemRegionKind.Dynamic, tablesEnd, Hal - tablesEnd, source));
        regions.Add(new(SystemRegionKind.Hal, Hal, End - Hal, source));
        return regions;
    }
}
