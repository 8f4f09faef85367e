using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Model.Mm;
using ExPool.Model.Reaching;
using ExPool.Model.Reports;

namespace ExPool.Cli.Screens;

/// <summary>Draws how far pools can grow, and how far leaks came.</summary>
internal static class ReachScreen
{
    private const double Megabyte = 1 << 20;

    private static readonly string[] s_heading =
        ["release", "arch", "RAM", "pool", "maximum", "reachable", "bound by", "leaked to", "ended by", ""];

    /// <summary>The lines of one machine that was booted.</summary>
    /// <param name="reach">What it can reach.</param>
    /// <param name="explains">With each pool what each bound leaves it.</param>
    public static IEnumerable<string> Lines(ReachReport reach, bool explains)
    {
        foreach (PoolReach pool in (PoolReach[])[reach.NonPaged, reach.Paged])
        {
            string name = pool.Kind == PoolKind.Paged ? "Paged pool, reachable" : "Nonpaged pool, reachable";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-30}{MemorySize.Format(pool.ReachableBytes),12}{pool.ReachableBytes,20} bytes  "
                + $"bound by {BoundText.Format(pool.BoundBy)}");
            if (!explains)
            {
                continue;
            }

            foreach ((MemoryBound bound, ulong? byteCount) in pool.Bounds)
            {
                yield return $"    {BoundText.Format(bound)}: {MemorySize.Format(byteCount)}";
            }
        }

        if (explains)
        {
            yield return "    of a machine booted with these options: each bound alone, for the whole pool; commit "
                + "with every paging file at its maximum, less what is promised, less the tables of the pages";
        }
    }

    /// <summary>The lines of a table of all versions.</summary>
    /// <param name="outcomes">What was computed and reached.</param>
    public static IEnumerable<string> Table(IReadOnlyList<ReachOutcome> outcomes)
    {
        List<string[]> rows = [s_heading];
        foreach (ReachOutcome outcome in outcomes)
        {
            rows.Add(Row(outcome));
        }

        foreach (string line in TextTable.Lines(rows))
        {
            yield return line.TrimEnd();
        }
    }

    /// <summary>The lines of a page about all versions.</summary>
    /// <param name="outcomes">What was computed and reached.</param>
    public static IEnumerable<string> Page(IReadOnlyList<ReachOutcome> outcomes)
    {
        yield return "# What pools can reach";
        yield return "";
        yield return "Written by `expool limits --reach --markdown`: it boots each release with a paging file as large "
            + "as RAM and no driver,";
        yield return "computes how far each pool can grow, and then leaks it to its end in blocks of 100 MB, and ever "
            + "smaller ones to a page, as";
        yield return "NotMyFault does. How it is computed: [limits.md](limits.md#what-can-be-reached). Sizes in MB; a "
            + "leak may end up to";
        yield return $"{MemorySize.Format(ReachOutcome.GrowthByteCount)} elsewhere, what a pool grows by at once.";
        yield return "";
        yield return $"| {string.Join(" | ", s_heading[..^1])} |";
        yield return "|---|---|---:|---|---:|---:|---|---:|---|";
        int wrong = 0;
        foreach (ReachOutcome outcome in outcomes)
        {
            string[] row = Row(outcome);
            wrong += outcome.IsAsComputed ? 0 : 1;
            yield return $"| {string.Join(" | ", row[..^2])} | {row[^2]}{(row[^1].Length > 0 ? $", {row[^1]}" : "")} |";
        }

        yield return "";
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{outcomes.Count} leaks, {outcomes.Count - wrong} of them as computed.");
    }

    private static string[] Row(ReachOutcome outcome) =>
    [
        outcome.Trial.Profile.Name,
        outcome.Trial.Profile.Architecture,
        MemorySize.Format(outcome.Trial.PhysicalByteCount),
        JsonDocumentWriter.NameOf(outcome.Trial.Kind),
        Megabytes(outcome.Computed.PolicyBytes),
        Megabytes(outcome.Computed.ReachableBytes),
        Word(outcome.Computed.BoundBy),
        Megabytes(outcome.InUseBytes),
        Word(outcome.HitBound),
        outcome.IsAsComputed ? "" : "not as computed",
    ];

    private static string Word(MemoryBound? bound) => bound switch
    {
        MemoryBound.Policy => "policy",
        MemoryBound.AddressSpace => "kernel address space",
        MemoryBound.Commit => "commit",
        MemoryBound.ResidentPages => "resident pages",
        _ => "-",
    };

    private static string Megabytes(ulong? byteCount) => byteCount is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(known / Megabyte, 2):0.##}")
        : "-";
}
