using System.Collections.Generic;
using System.Linq;

namespace ExPool.Model.Profiles;

/// <summary>The summary tables of maximum pool sizes, versions by architecture, made from the profiles'
/// rules.</summary>
/// <param name="Title">What the table is of.</param>
/// <param name="Rows">Its rows, oldest versions first.</param>
public sealed record LimitsTable(string Title, IReadOnlyList<LimitsTableRow> Rows)
{
    /// <summary>The maxima of nonpaged pool.</summary>
    public static LimitsTable NonPaged => Make("Nonpaged pool limits", "nonPagedMaximum");

    /// <summary>The maxima of paged pool.</summary>
    public static LimitsTable Paged => Make("Paged pool limits", "pagedMaximum");

    private static LimitsTable Make(string title, string limit) => new(
        title,
        [.. WindowsProfile.All.GroupBy(profile => profile.TableRow)
            .Select(row => new LimitsTableRow(row.Key, Cells(row, "x86", limit), Cells(row, "x64", limit)))]);

    private static List<string> Cells(IEnumerable<WindowsProfile> row, string architecture, string limit)
    {
        List<string> cells = [];
        foreach (WindowsProfile profile in row)
        {
            if (profile.Architecture == architecture
                && profile.Rules.Rule(RuleSets.Default, limit).Cell is { } cell && !cells.Contains(cell))
            {
                cells.Add(cell);
            }
        }

        return cells;
    }
}

/// <summary>A row of a summary table.</summary>
/// <param name="Versions">The versions that have these limits.</param>
/// <param name="X86">The cell for x86, a line each; empty where there is no such version.</param>
/// <param name="X64">The cell for x64.</param>
public sealed record LimitsTableRow(string Versions, IReadOnlyList<string> X86, IReadOnlyList<string> X64);
