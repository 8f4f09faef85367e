using System.Collections.Generic;
using System.Globalization;
using ExPool.Model.Reports;

namespace ExPool.Cli.Screens;

/// <summary>Draws where a machine's RAM is as the debugger's !memusage prints it
/// (docs/sources.md#machine-screens).</summary>
/// <remarks>A row is a use, not a file: what belongs to one, control areas and shared pages, shows as -.</remarks>
internal static class MemusageScreen
{
    private const ulong KilobytesPerPage = 4;

    /// <summary>The lines.</summary>
    /// <param name="report">What the frames are used for.</param>
    public static IEnumerable<string> Lines(MemoryUseReport report)
    {
        MemoryReport memory = report.Memory;
        yield return Count("Zeroed", memory.ZeroedPages);
        yield return Count("Free", memory.FreePages);
        yield return Count("Standby", memory.StandbyPages);
        for (int priority = 0; priority < memory.StandbyPagesByPriority.Length; priority++)
        {
            if (memory.StandbyPagesByPriority[priority] != 0)
            {
                yield return Count($"priority {priority}", memory.StandbyPagesByPriority[priority]);
            }
        }

        yield return Count("Modified", memory.ModifiedPages);
        yield return Count("ModifiedNoWrite", memory.ModifiedNoWritePages);
        yield return Count("Active/Valid", report.ActivePages);
        yield return Count("Transition", report.TransitionPages);
        yield return Count("Bad", memory.BadPages);
        yield return Count("TOTAL", memory.PhysicalPages);
        yield return "";
        yield return "  Usage Summary (in Kb):";
        yield return Row("Control", "Valid", "Standby", "Dirty", "Shared", "Locked", "PageTables", "name");
        foreach (MemoryUse use in report.Uses)
        {
            yield return Row(
                "-",
                Kilobytes(use.ValidPages + use.TransitionPages),
                Kilobytes(use.StandbyPages),
                Kilobytes(use.ModifiedPages),
                "-",
                Kilobytes(use.LockedPages),
                Kilobytes(use.PageTablePages),
                NameOf(use.Kind));
        }
    }

    /// <summary>What people call a use.</summary>
    /// <param name="kind">The use.</param>
    public static string NameOf(MemoryUseKind kind) => kind switch
    {
        MemoryUseKind.BootLoaded => "boot loaded",
        MemoryUseKind.PfnDatabase => "PFN database",
        MemoryUseKind.NonPagedPool => "nonpaged pool",
        MemoryUseKind.PagedPool => "paged pool",
        MemoryUseKind.MappedFiles => "mapped files",
        MemoryUseKind.SystemPtes => "system PTEs",
        MemoryUseKind.PageTables => "page tables",
        MemoryUseKind.Processes => "processes",
        MemoryUseKind.Sessions => "sessions",
        _ => "other",
    };

    private static string Row(
        string control,
        string valid,
        string standby,
        string dirty,
        string shared,
        string locked,
        string tables,
        string name) =>
        $"{control,-8}{valid,9}{standby,8}{dirty,8}{shared,7}{locked,9}{tables,11}  {name}";

    private static string Count(string name, ulong pages) => string.Create(
        CultureInfo.InvariantCulture, $"{name + ":",20}{pages,9} ({pages * KilobytesPerPage,8} kb)");

    private static string Kilobytes(ulong pages) => (pages * KilobytesPerPage).ToString(CultureInfo.InvariantCulture);
}
