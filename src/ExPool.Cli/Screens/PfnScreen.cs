using System.Collections.Generic;
using System.Globalization;
using ExPool.Model.Mm;
using ExPool.Model.Reports;

namespace ExPool.Cli.Screens;

/// <summary>Draws what is known of a frame as the debugger's !pfn prints it
/// (docs/sources.md#machine-screens).</summary>
internal static class PfnScreen
{
    /// <summary>The lines.</summary>
    /// <param name="report">The frame.</param>
    public static IEnumerable<string> Lines(FrameReport report)
    {
        string blink = report.ShareCount is { } shares ? Hexadecimal(shares, 8) : Hexadecimal(report.Blink, 8);
        yield return $"    PFN {report.Frame:X8}";
        yield return $"    flink       {Hexadecimal(report.Flink, 8)}  blink / share count {blink}"
            + $"  pteaddress {Hexadecimal(report.PteAddress, 1)}";
        yield return $"    reference count {report.ReferenceCount:X4}    priority {Text(report.Priority)}"
            + $"    virtual address {Hexadecimal(report.Address, 1)}";
        string modified = report.IsModified ? "     M" : "";
        yield return $"    restore pte {Hexadecimal(report.OriginalPte, 8)}"
            + $"  containing page {Hexadecimal(report.PteFrame, 6)}  {NameOf(report.Location)}{modified}";
        yield return $"    {Use(report)}";
    }

    /// <summary>NT's name of a place.</summary>
    /// <param name="location">The place.</param>
    public static string NameOf(PageLocation location) =>
        location == PageLocation.Active ? "Active" : location.ToString();

    private static string Use(FrameReport report)
    {
        string use = report.Use switch
        {
            FrameUse.NonPaged => "Nonpaged",
            FrameUse.Pageable => "Pageable",
            FrameUse.PageTable => "Page table",
            _ => report.IsFresh ? "Never used" : "Nobody's",
        };
        return use + (report.IsModified ? ", modified" : "") + (report.IsLarge ? ", part of a large page" : "");
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Hexadecimal(ulong? value, int digits) => value is { } known
        ? known.ToString($"X{Text(digits)}", CultureInfo.InvariantCulture)
        : "-".PadRight(digits);
}
