using System.Collections.Generic;
using System.Globalization;
using ExPool.Mm;
using ExPool.Model.Reports;
using static ExPool.Cli.Screens.NumberText;

namespace ExPool.Cli.Screens;

/// <summary>Draws what of the system's addresses is given out: first as the debugger's !sysptes, then every region
/// (docs/sources.md#machine-screens).</summary>
internal static class SysptesScreen
{
    /// <summary>The lines.</summary>
    /// <param name="regions">The regions.</param>
    /// <param name="pointerByteCount">Bytes of an address: 4 or 8.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<RegionReport> regions, int pointerByteCount)
    {
        yield return "System PTE Information";
        foreach (RegionReport region in regions)
        {
            if (region.Kind == SystemVaType.SystemPtes)
            {
                yield return $"  Total System Ptes {Text(region.PageCount)}  from "
                    + Address(region.Start, pointerByteCount);
                yield return $"  total free: {Text(region.FreePages)}"
                    + $"    largest free block: {Text(region.LongestFreeRun)}    failures: {Text(region.Failures)}";
            }
        }

        yield return "";
        List<string[]> rows = [["Region", "Start", "Pages", "Used", "Peak", "Free", "Longest free", "Failures"]];
        foreach (RegionReport region in regions)
        {
            rows.Add(
            [
                region.Kind.ToString(),
                Address(region.Start, pointerByteCount),
                Text(region.PageCount),
                Text(region.UsedPages),
                Text(region.PeakPages),
                Text(region.FreePages),
                Text(region.LongestFreeRun),
                Text(region.Failures),
            ]);
        }

        foreach (string line in TextTable.Lines(rows, leftColumns: 2))
        {
            yield return line;
        }
    }

    private static string Address(ulong address, int pointerByteCount) =>
        address.ToString(pointerByteCount == sizeof(ulong) ? "x16" : "x8", CultureInfo.InvariantCulture);
}
