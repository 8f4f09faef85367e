using System.Collections.Generic;
using System.Globalization;
using System.Text;
using ExPool.Mm;
using ExPool.Model.Reports;

namespace ExPool.Cli.Screens;

/// <summary>Draws page-table entries as the debugger's !pte prints them (docs/sources.md#machine-screens).</summary>
internal static class PteScreen
{
    private const string Gap = "  ";

    /// <summary>The lines: a column for each level.</summary>
    /// <param name="report">The entries.</param>
    public static IEnumerable<string> Lines(PteReport report)
    {
        int digits = 2 * report.EntryByteCount;
        yield return $"VA {Address(report.Address, 'x')}" + (report.Region is { } region ? $"  ({region})" : "");
        StringBuilder at = new();
        StringBuilder contains = new();
        StringBuilder decoded = new();
        foreach (PteLevel level in report.Levels)
        {
            string place = $"{level.Name} at {Address(level.Address, 'X')}";
            string value = $"contains {level.Value.ToString($"X{digits}", CultureInfo.InvariantCulture)}";
            string meaning = level.State == PteState.Valid
                ? $"pfn {level.Frame:x} {Letters(level.Flags)}"
                : "not valid";
            int width = System.Math.Max(System.Math.Max(place.Length, value.Length), meaning.Length);
            at.Append(place.PadRight(width)).Append(Gap);
            contains.Append(value.PadRight(width)).Append(Gap);
            decoded.Append(meaning.PadRight(width)).Append(Gap);
        }

        yield return at.ToString().TrimEnd();
        yield return contains.ToString().TrimEnd();
        yield return decoded.ToString().TrimEnd();
        if (report.Levels.IsEmpty)
        {
            yield return "not canonical: no entry can name it";
        }
        else if (report.Levels[^1] is { State: not PteState.Valid } last)
        {
            yield return Software(last);
        }
    }

    /// <summary>The flags of a valid entry: a letter for each that is set.</summary>
    /// <param name="flags">The flags.</param>
    public static string Letters(PteFlags flags)
    {
        bool Has(PteFlags flag) => (flags & flag) != 0;
        return string.Concat(
            Has(PteFlags.CopyOnWrite) ? "C" : "-",
            Has(PteFlags.Global) ? "G" : "-",
            Has(PteFlags.Large) ? "L" : "-",
            Has(PteFlags.Dirty) ? "D" : "-") + string.Concat(
            Has(PteFlags.Accessed) ? "A" : "-",
            Has(PteFlags.CacheDisable) ? "N" : "-",
            Has(PteFlags.WriteThrough) ? "T" : "-",
            Has(PteFlags.User) ? "U" : "K") + string.Concat(
            Has(PteFlags.Writable) ? "W" : "R",
            Has(PteFlags.NoExecute) ? "-" : "E",
            "V");
    }

    private static string Address(ulong address, char format) =>
        address.ToString($"{format}{(address > uint.MaxValue ? 16 : 8)}", CultureInfo.InvariantCulture);

    private static string Software(PteLevel level)
    {
        string protection = level.Protection is { } known ? $"  Protect: {(int)known:x} - {known}" : "";
        return " " + level.State switch
        {
            PteState.Zero => "Zero: nothing was ever here",
            PteState.DemandZero => $"DemandZero{protection}",
            PteState.PagingFile => $"PageFile: {level.PagingFile}  Offset: {level.PagingFileOffset:x}{protection}",
            PteState.Transition => $"Transition: {level.Frame:x}{protection}",
            _ => $"{level.State}{protection}",
        };
    }
}
