using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.Capacity;
using ExPool.Ke;
using ExPool.Model;
using ExPool.Model.Reports;

namespace ExPool.Cli.Screens;

/// <summary>Draws how many things a machine holds, and what ends each.</summary>
internal static class CapacityScreen
{
    private const int LeftColumns = 4;

    private static readonly string[] s_heading =
    [
        "what", "ended by", "status", "why", "how many", "nonpaged", "paged", "commit", "resident", "PTEs",
    ];

    /// <summary>The lines of one machine.</summary>
    /// <param name="table">What was found.</param>
    public static IEnumerable<string> Lines(CapacityTable table)
    {
        yield return $"{MachineText.Of(table.Machine)}: one costs bytes of pools, pages, entries";
        List<string[]> rows = [s_heading];
        foreach (CapacityRow row in table.Rows)
        {
            rows.Add(
            [
                row.What,
                NameOf(row.Reason),
                row.Refusal is NtStatus status ? StatusText(status) : "-",
                WhyOf(row.Reason),
                row.Count.ToString("#,0", CultureInfo.InvariantCulture),
                Whole(row.Each?.NonPagedBytes),
                Whole(row.Each?.PagedBytes),
                Part(row.Each?.CommitPages),
                Part(row.Each?.ResidentPages),
                Part(row.Each?.SystemPtes),
            ]);
        }

        foreach (string line in TextTable.Lines(rows, LeftColumns))
        {
            yield return $"  {line}";
        }
    }

    /// <summary>What a resource is called.</summary>
    /// <param name="reason">The resource.</param>
    public static string NameOf(Scarcity reason) => reason switch
    {
        Scarcity.NonPagedPool => "nonpaged pool",
        Scarcity.PagedPool => "paged pool",
        Scarcity.SystemPtes => "system PTEs",
        Scarcity.Commit => "commit limit",
        Scarcity.ResidentPages => "resident pages",
        Scarcity.UserAddresses => "user addresses",
        Scarcity.HandleTable => "handle table",
        Scarcity.Quota => "quota",
        Scarcity.None => "nothing yet",
        _ => "unknown",
    };

    private static string StatusText(NtStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"{(uint)status:X8}");

    private static string WhyOf(Scarcity reason) => reason switch
    {
        Scarcity.NonPagedPool => "the pool is at its maximum",
        Scarcity.PagedPool => "the pool is at its maximum",
        Scarcity.SystemPtes => "no entries for a kernel stack",
        Scarcity.Commit => "RAM and paging files are promised",
        Scarcity.ResidentPages => "no frame for what never leaves",
        Scarcity.UserAddresses => "the process has no room for a stack",
        Scarcity.HandleTable => "a table has 2^24 entries at most",
        Scarcity.Quota => "the user's limit is reached",
        Scarcity.None => "stopped here, none was refused",
        _ => "no counter says why",
    };

    private static string Whole(double? value) =>
        value is double known ? known.ToString("#,0", CultureInfo.InvariantCulture) : "-";

    private static string Part(double? value) =>
        value is double known ? known.ToString("#,0.##", CultureInfo.InvariantCulture) : "-";
}
