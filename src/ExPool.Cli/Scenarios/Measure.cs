using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ExPool.Cli.CommandLine;
using ExPool.Model;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Scenarios;

/// <summary>A number that a machine has, by the words that a script calls it.</summary>
/// <param name="Name">The words.</param>
/// <param name="IsBytes">It is bytes; else it counts something.</param>
/// <param name="Read">Reads it; <see langword="null"/> is not known.</param>
internal sealed record Measure(string Name, bool IsBytes, Func<ScenarioRun, ulong?> Read)
{
    private const string Tag = "tag";
    private const ulong Page = 4096;

    private static readonly Measure[] s_all =
    [
        Pool("nonpaged used", PoolKind.NonPaged, usage => usage.BytesInUse),
        Pool("nonpaged peak", PoolKind.NonPaged, usage => usage.PeakBytes),
        Pool("nonpaged maximum", PoolKind.NonPaged, usage => usage.MaximumBytes),
        Pool("nonpaged failures", PoolKind.NonPaged, usage => usage.Failures) with { IsBytes = false },
        Pool("paged used", PoolKind.Paged, usage => usage.BytesInUse),
        Pool("paged peak", PoolKind.Paged, usage => usage.PeakBytes),
        Pool("paged maximum", PoolKind.Paged, usage => usage.MaximumBytes),
        Bytes("paged resident", machine => machine.ReadPagedResident()),
        Pool("paged failures", PoolKind.Paged, usage => usage.Failures) with { IsBytes = false },
        Bytes("commit used", machine => machine.ReadMemory().CommittedPages * Page),
        Bytes("commit peak", machine => machine.ReadMemory().PeakCommittedPages * Page),
        Bytes("commit limit", machine => machine.ReadMemory().CommitLimitPages * Page),
        Count("commit failures", machine => machine.ReadMemory().Counters.CommitFailures),
        Bytes("memory usable", machine => machine.ReadLimits().UsablePhysicalByteCount),
        Bytes("memory available", machine => machine.ReadMemory().AvailablePages * Page),
        Bytes("page tables", machine => machine.ReadMemory().PageTablePages * Page),
        Bytes("process page tables", machine => TablesOf(machine, AddressSpaceKind.Process) * Page),
        Count("processes", machine => (ulong)machine.ReadProcesses().Count(process => !process.HasExited)),
        Bytes("frame database", machine => machine.ReadLimits().PfnDatabaseByteCount),
        Bytes("cache used", machine => machine.ReadMemory().SystemCachePages * Page),
        Bytes("cache idle", machine => machine.ReadMemory().IdleFilePages * Page),
        Count("sessions", machine => (ulong)machine.ReadSessions().Sessions.Length),
        new("session pool", IsBytes: true, run => MostOf(run, session => session.PoolUsedBytes)),
        Count("session failures", machine => machine.ReadSessions().Sessions.Aggregate(
            0UL, (sum, session) => sum + session.Refused)),
        Count("system entries", machine => machine.ReadMemory().SystemPtes),
        Count("system entries free", machine => machine.ReadMemory().FreeSystemPtes),
        Count("system entries failures", machine => machine.ReadMemory().SystemPteFailures),
        Reach("reach nonpaged", PoolKind.NonPaged),
        Reach("reach paged", PoolKind.Paged),
        new("registry used", IsBytes: true, run => run.Machine.ReadRegistry().UsedBytes),
        new("registry allowed", IsBytes: true, run => run.Machine.ReadRegistry().AllowedBytes),
        Count("registry refused", machine => machine.ReadRegistry().Refused),
        Limit("limit nonpaged initial", limits => limits.NonPagedInitial),
        Limit("limit nonpaged", limits => limits.NonPagedMaximum),
        Limit("limit paged", limits => limits.PagedMaximum),
        Limit("limit paged trim", limits => limits.PagedTrimThreshold),
        Limit("limit system entries", limits => limits.SystemPtesMaximum),
        Limit("limit cache", limits => limits.SystemCacheMaximum),
        Limit("limit session pool", limits => limits.SessionPoolMaximum),
        Limit("limit session views", limits => limits.SessionViewMaximum),
        Limit("limit registry", limits => limits.RegistrySizeLimit),
        Limit("limit hive", limits => limits.SystemHiveLimit),
    ];

    /// <summary>All but those of tags.</summary>
    public static IReadOnlyList<Measure> All => s_all;

    /// <summary>Finds the measure whose words stand in a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Where its words begin.</param>
    /// <param name="end">The word after them.</param>
    /// <exception cref="ToolException">There is none; the message names all.</exception>
    public static Measure Find(ScenarioLine line, int first, out int end)
    {
        if (first + 1 < line.Words.Count && line.Words[first].Text == Tag)
        {
            end = first + 2;
            string text = line.Words[first + 1].Text;
            return PoolTag.TryParse(text, out PoolTag tag)
                ? OfTag(tag)
                : throw line.Mistake(
                    first + 1, $"'{text}' is not a tag; expected 1 to 4 characters from space to '~'");
        }

        Measure? best = null;
        foreach (Measure measure in s_all)
        {
            if (Stands(measure, line, first) && measure.WordCount > (best?.WordCount ?? 0))
            {
                best = measure;
            }
        }

        end = first + (best?.WordCount ?? 0);
        return best ?? throw line.Expected(
            first, $"{Tag} and a tag, or one of {string.Join(", ", s_all.Select(measure => measure.Name))}");
    }

    /// <summary>A measure by its name.</summary>
    /// <param name="name">The words.</param>
    public static Measure Of(string name) => Array.Find(s_all, measure => measure.Name == name)
        ?? throw new ArgumentException($"there is no measure '{name}'", nameof(name));

    private int WordCount => Name.Count(character => character == ' ') + 1;

    /// <summary>A value for people: bytes in a large unit and exactly.</summary>
    /// <param name="value">The value.</param>
    public string Format(ulong? value)
    {
        string exact = value is { } known ? known.ToString(CultureInfo.InvariantCulture) : "-";
        return IsBytes && value is not null ? $"{MemorySize.Format(value)} ({exact} bytes)" : exact;
    }

    private static bool Stands(Measure measure, ScenarioLine line, int first)
    {
        string[] words = measure.Name.Split(' ');
        for (int index = 0; index < words.Length; index++)
        {
            if (first + index >= line.Words.Count || line.Words[first + index].Text != words[index])
            {
                return false;
            }
        }

        return true;
    }

    private static ulong? MostOf(ScenarioRun run, Func<SessionReport, ulong?> read) =>
        run.Machine.ReadSessions().Sessions.Max(read);

    private static ulong TablesOf(Computer machine, AddressSpaceKind kind)
    {
        ulong pageCount = 0;
        foreach (SpaceReport space in machine.ReadSpaces())
        {
            pageCount += space.Kind == kind ? space.PageTablePages : 0;
        }

        return pageCount;
    }

    private static Measure OfTag(PoolTag tag) => new($"{Tag} {tag}", IsBytes: true, run =>
    {
        ulong byteCount = 0;
        foreach (TagUsage usage in run.Machine.Capture().Tags)
        {
            byteCount += usage.Tag == tag ? usage.NonPaged.BytesInUse + usage.Paged.BytesInUse : 0;
        }

        return byteCount;
    });

    private static Measure Pool(string name, PoolKind kind, Func<PoolUsage, ulong?> read) =>
        new(name, IsBytes: true, run =>
        {
            PoolSnapshot pools = run.Machine.Capture();
            return read(kind == PoolKind.NonPaged ? pools.NonPaged : pools.Paged);
        });

    private static Measure Reach(string name, PoolKind kind) =>
        new(name, IsBytes: true, run => run.Machine.ReadReach()[kind].ReachableBytes);

    private static Measure Bytes(string name, Func<Computer, ulong> read) =>
        new(name, IsBytes: true, run => read(run.Machine));

    private static Measure Count(string name, Func<Computer, ulong> read) =>
        new(name, IsBytes: false, run => read(run.Machine));

    private static Measure Limit(string name, Func<MachineLimits, LimitValue> read) =>
        new(name, IsBytes: true, run => read(run.Machine.ReadLimits()).ByteCount);
}
