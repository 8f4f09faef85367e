using ExPool.Mm;

namespace ExPool.Model.Reports;

/// <summary>One region of the system's address space, and what of it is given out: the debugger's !sysptes.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Start">Its first address.</param>
/// <param name="PageCount">Its pages. Used + free = all.</param>
/// <param name="UsedPages">Pages that are given out.</param>
/// <param name="PeakPages">The most pages that were ever given out.</param>
/// <param name="Failures">Requests that found no room.</param>
/// <param name="LongestFreeRun">The most pages that one request can have.</param>
public sealed record RegionReport(
    SystemVaType Kind,
    ulong Start,
    ulong PageCount,
    ulong UsedPages,
    ulong PeakPages,
    ulong Failures,
    ulong LongestFreeRun)
{
    /// <summary>Pages that nobody has.</summary>
    public ulong FreePages => PageCount - UsedPages;
}
