using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Cli.Booting;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Snapshots;
using static System.FormattableString;

namespace ExPool.Cli.Screens;

/// <summary>Says what happened on a machine: what it was, its memory over time, events, and a verdict.</summary>
internal static class BootScreen
{
    private const ulong PageByteCount = 4096;
    private const int MostRows = 20;
    private const int MostEvents = 40;
    private const ulong ManyCount = 100_000;

    private static readonly string[] s_heading =
    [
        "Time", "Nonpaged", "Paged", "Resident", "Avail", "Zeroed", "Free", "Standby", "Modified", "Faults", "Reads",
        "Writes", "Trims", "Commit", "Failures",
    ];

    /// <summary>The lines.</summary>
    /// <param name="result">What happened.</param>
    public static IEnumerable<ScreenLine> Lines(BootResult result)
    {
        yield return new(Machine(result.Options), LineStyle.Heading);
        yield return new(Limits(result));
        foreach (string note in result.Notes)
        {
            yield return new($"note: {note}");
        }

        yield return new("");
        bool isHeading = true;
        foreach (string line in TextTable.Lines(Table(result)))
        {
            yield return new(line, isHeading ? LineStyle.Heading : LineStyle.Plain);
            isHeading = false;
        }

        yield return new("Sizes at that time; faults, page reads and writes, trims and failures since the row before.");
        yield return new("");
        foreach (ScreenLine line in Events(result))
        {
            yield return line;
        }

        yield return new(Verdict(result), result.IsFound ? LineStyle.Alarm : LineStyle.Heading);
    }

    /// <summary>The machine in a line.</summary>
    /// <param name="options">What was asked for.</param>
    public static string Machine(BootOptions options)
    {
        string drivers = options.Drivers.Count == 0 ? "no drivers" : $"drivers {string.Join(" ", options.Drivers)}";
        return $"{MachineText.Of(options.Machine)}; {drivers}";
    }

    /// <summary>What was found, in a line.</summary>
    /// <param name="result">What happened.</param>
    public static string Verdict(BootResult result)
    {
        string time = DurationText.Format(result.Time);
        List<string> found = [.. result.Exhausted.Select(usage => Exhaustion(result, usage))];
        if (found.Count == 0)
        {
            // What refused a pool is said with the pool.
            found.AddRange(result.Refused.Select(
                static refused => $"{Count(refused.Count, "request")} refused for want of {refused.What}"));
        }

        if (result.Stop is { } stop)
        {
            found.Insert(0, $"STOPPED after {time} with 0x{(uint)stop.Code:X}");
        }

        return found.Count > 0
            ? $"{(result.Stop is null ? $"FOUND in {time}: " : "")}{string.Join("; ", found)}."
            : $"Nothing found: ran {time}, no stop, no pool exhausted.";
    }

    private static string Exhaustion(BootResult result, PoolUsage usage)
    {
        MemoryBound? bound = usage.Kind == PoolKind.Paged
            ? result.Memory.PagedRefusedBy
            : result.Memory.NonPagedRefusedBy;
        return $"{JsonDocumentWriter.NameOf(usage.Kind)} pool exhausted, "
            + $"{Count(usage.Failures ?? 0, "request")} refused by {BoundText.Format(bound)}, {Holder(result, usage)}";
    }

    private static string Holder(BootResult result, PoolUsage usage)
    {
        PoolKind kind = usage.Kind;
        if (usage.BytesInUse < usage.PeakBytes / 2)
        {
            // Who holds something now is not who took it all.
            return $"most of it free again: {MemorySize.Format(usage.BytesInUse)} of "
                + $"{MemorySize.Format(usage.PeakBytes)} at its peak";
        }

        if (result.LargestTag(kind) is not { } tag)
        {
            return "no tag holds any of it";
        }

        ulong bytes = tag[kind].BytesInUse;
        string site = tag.CallSite is { } caller ? $" ({caller})" : "";
        return $"most of it held by tag {tag.Tag}: {MemorySize.Format(bytes)}{site}";
    }

    private static string Limits(BootResult result) =>
        $"At most {MemorySize.Format(result.Final.NonPaged.MaximumBytes)} nonpaged pool, "
        + $"{MemorySize.Format(result.Final.Paged.MaximumBytes)} paged pool; commit limit "
        + $"{MemorySize.Format(result.Samples[0].Memory.CommitLimitPages * PageByteCount)} at boot.";

    private static List<string[]> Table(BootResult result)
    {
        List<string[]> rows = [s_heading];
        BootSample? before = null;
        foreach (BootSample sample in BootHistory.Choose(result.Samples, MostRows))
        {
            rows.Add(Row(sample, before));
            before = sample;
        }

        return rows;
    }

    private static string[] Row(BootSample sample, BootSample? before)
    {
        MemoryReport memory = sample.Memory;
        return
        [
            DurationText.Format(TimeSpan.FromSeconds(Math.Round(memory.Time.TotalSeconds, 1))),
            ByteSize.Format(sample.NonPaged.BytesInUse),
            ByteSize.Format(sample.Paged.BytesInUse),
            ByteSize.Format(sample.Paged.ResidentBytes),
            Pages(memory.AvailablePages),
            Pages(memory.ZeroedPages),
            Pages(memory.FreePages),
            Pages(memory.StandbyPages),
            Pages(memory.ModifiedPages + memory.ModifiedNoWritePages),
            Change(sample, before, static one => one.Memory.Counters.PageFaults),
            Change(sample, before, static one => one.Memory.Counters.PageReads),
            Change(sample, before, static one => one.Memory.Counters.PageWrites),
            Change(sample, before, static one => one.Memory.Counters.PagesTrimmed),
            Pages(memory.CommittedPages),
            Change(sample, before, static one => (one.NonPaged.Failures ?? 0) + (one.Paged.Failures ?? 0)),
        ];
    }

    private static IEnumerable<ScreenLine> Events(BootResult result)
    {
        // What a driver says again and again hides what happened: the first lines of the log, and all the rest.
        int logLeft = MostEvents;
        ulong hidden = result.DroppedEvents;
        bool isAny = false;
        foreach (BootEvent found in result.Events)
        {
            if (found.Kind == BootEventKind.Log && logLeft-- <= 0)
            {
                hidden++;
                continue;
            }

            isAny = true;
            string time = DurationText.Format(TimeSpan.FromSeconds(Math.Round(found.Time.TotalSeconds, 3)));
            yield return new($"  {time,9}  {found.Text}", StyleOf(found.Kind));
        }

        if (hidden > 0)
        {
            yield return new(Invariant($"  ... and {hidden} lines of drivers"));
        }

        if (isAny)
        {
            yield return new("");
        }
    }

    private static LineStyle StyleOf(BootEventKind kind) => kind switch
    {
        BootEventKind.Stop or BootEventKind.PoolExhausted => LineStyle.Alarm,
        _ => LineStyle.Plain,
    };

    private static string Change(BootSample sample, BootSample? before, Func<BootSample, ulong> counter)
    {
        ulong value = counter(sample) - (before is null ? 0 : counter(before));
        return value < ManyCount ? Invariant($"{value}") : Invariant($"{value / 1000.0:0.#}K");
    }

    private static string Count(ulong count, string noun) => Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Pages(ulong pageCount) => ByteSize.Format(pageCount * PageByteCount);
}
