using System.Collections.Generic;
using System.Globalization;
using ExPool.Model.Reports;
using static ExPool.Cli.Screens.NumberText;

namespace ExPool.Cli.Screens;

/// <summary>Draws what a registry may have and has, then a row for each hive.</summary>
internal static class RegistryScreen
{
    /// <summary>The lines.</summary>
    /// <param name="report">The registry.</param>
    public static IEnumerable<string> Lines(RegistryReport report)
    {
        yield return $"Registry quota allowed {Text(report.AllowedBytes)}  used {Text(report.UsedBytes)}"
            + $"  refused {Text(report.Refused)}";
        yield return $"Paged pool at most {Text(report.PagedPoolBytes)}  hives lie "
            + (report.IsInPagedPool ? "in paged pool" : "in views of the cache");
        yield return $"Open keys {Text(report.OpenKeys)}";
        yield return "";
        if (report.Hives.IsEmpty)
        {
            yield return "There is no hive.";
            yield break;
        }

        List<string[]> rows = [["Hive", "Address", "Bytes", "Open keys"]];
        foreach (HiveReport hive in report.Hives)
        {
            rows.Add(
            [
                hive.Name,
                hive.Address.ToString("x16", CultureInfo.InvariantCulture),
                Text(hive.Bytes),
                Text(hive.OpenKeys),
            ]);
        }

        foreach (string line in TextTable.Lines(rows, leftColumns: 2))
        {
            yield return line;
        }
    }
}
