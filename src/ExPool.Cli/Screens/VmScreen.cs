using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using ExPool.Inspection.Analysis;
using ExPool.Model.Reports;
using ExPool.Snapshots;
using static ExPool.Cli.Screens.NumberText;

namespace ExPool.Cli.Screens;

/// <summary>Draws how big a pool is as the debugger's !vm prints it: a name, pages, kilobytes.</summary>
/// <remarks>
/// As there each descriptor has a line of its own (PagedPool 0 Usage), and then the pool has one. What is not known
/// shows as -. !vm's lines about the machine are printed for machines; one process's pools have none.
/// </remarks>
internal static class VmScreen
{
    private const ulong PageByteCount = 4096;   // of every pool page, on every machine

    /// <summary>The lines of one pool.</summary>
    /// <param name="usage">The pool.</param>
    /// <param name="fragmentation">How its free memory is cut up; <see langword="null"/> when not known.</param>
    public static IEnumerable<string> Lines(PoolUsage usage, Fragmentation? fragmentation)
    {
        string pool = usage.Kind == PoolKind.Paged ? "PagedPool" : "NonPagedPool";
        foreach (DescriptorUsage descriptor in usage.Descriptors)
        {
            ulong bytes = unchecked((descriptor.Pages + descriptor.BigPages) * PageByteCount);
            yield return Pages($"{pool} {descriptor.Index} Usage", bytes);
        }

        yield return Pages($"{pool} Usage", usage.BytesInUse);
        yield return Pages($"{pool} Peak", usage.PeakBytes);
        yield return Pages($"{pool} Commit", usage.CommittedBytes);
        yield return Pages($"{pool} Given Back", usage.ReturnedBytes);
        yield return Pages($"{pool} Cached", usage.CachedBytes);
        yield return Pages($"{pool} Resident", usage.ResidentBytes);
        yield return Pages($"{pool} Locked", usage.LockedBytes);
        yield return Pages($"{pool} {(usage.Kind == PoolKind.Paged ? "Maximum" : "Max")}", usage.MaximumBytes);
        yield return Plain($"{pool} Charged", usage.ChargedBytes, "bytes");
        yield return Plain($"{pool} Look-aside", usage.LookasideBytes, "bytes");
        yield return Plain($"{pool} Failures", usage.Failures, "requests");
        yield return Plain($"{pool} Lock Waits", usage.PageLockWaits, "for its pages");
        foreach (string line in DescriptorLines(usage.Descriptors))
        {
            yield return line;
        }

        foreach (string line in FragmentationLines(pool, fragmentation))
        {
            yield return line;
        }
    }

    /// <summary>The lines of a machine, which the debugger prints above those of the pools.</summary>
    /// <param name="memory">The machine's memory.</param>
    public static IEnumerable<string> Lines(MemoryReport memory)
    {
        yield return PageCount("Physical Memory", memory.PhysicalPages);
        foreach (PagingFileReport file in memory.PagingFiles)
        {
            yield return $"Page File {Text((ulong)file.Number)}";
            yield return PageCount("  Current", file.PageCount);
            yield return PageCount("  Free Space", file.FreePageCount);
            yield return PageCount("  Maximum", file.MaximumPageCount);
        }

        yield return PageCount("Available Pages", memory.AvailablePages);
        yield return PageCount("ResAvail Pages", memory.ResidentAvailablePages);
        yield return PageCount("Free System PTEs", memory.FreeSystemPtes);
        yield return PageCount("Modified Pages", memory.ModifiedPages);
        yield return PageCount("Modified No Write Pages", memory.ModifiedNoWritePages);
        yield return PageCount("System PageTables", memory.PageTablePages);
        yield return PageCount("Committed pages", memory.CommittedPages);
        yield return PageCount("Commit peak", memory.PeakCommittedPages);
        yield return PageCount("Commit limit", memory.CommitLimitPages);
        if (memory.SystemPteFailures > 0)
        {
            yield return $"******* {Text(memory.SystemPteFailures)} system PTE allocations have failed ******";
        }

        yield return "";
        foreach (string line in ConditionScreen.Lines(memory.Conditions))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> DescriptorLines(ImmutableArray<DescriptorUsage> descriptors)
    {
        if (descriptors.IsEmpty)
        {
            yield break;
        }

        yield return "";
        yield return
            "  Descriptor       Bytes        Free  Longest         Allocs          Frees  Lock waits  per 1000";
        foreach (DescriptorUsage descriptor in descriptors)
        {
            yield return Row(Text((ulong)descriptor.Index), descriptor);
        }

        yield return Row("Sum", DescriptorUsage.Sum(descriptors));
    }

    private static string Row(string name, DescriptorUsage row) =>
        $"  {name,10}{Text(row.BytesInUse),12}{Text(row.FreeBytes),12}{Text(row.LongestFreeBytes),9}"
        + $"{Text(row.Allocations),15}{Text(row.Frees),15}{Text(row.LockWaits),12}{PerThousand(row),10}";

    private static IEnumerable<string> FragmentationLines(string pool, Fragmentation? found)
    {
        yield return "";
        yield return Sentence($"{pool} free in pages", found is null ? "-" :
            $"{Text(found.FreeBytesInPages)} of {Text(found.SmallPageBytes)} bytes, {Percent(found.InternalRatio)}");
        yield return Sentence($"{pool} free pages", found is null ? "-" :
            $"{Text(found.FreeRunBytes / PageByteCount)}, {Text(found.LargestRunBytes / PageByteCount)} of them in one "
            + $"run, {Percent(found.ExternalRatio)} elsewhere");
    }

    private static string Sentence(string name, string text) => $"{name + ":",-28} {text}";

    private static string Pages(string name, ulong? byteCount) =>
        $"{name + ":",-28}{Text(byteCount / PageByteCount),12} ({Text(byteCount / 1024),12} Kb)";

    private static string PageCount(string name, ulong pageCount) => Pages(name, pageCount * PageByteCount);

    private static string Plain(string name, ulong? value, string unit) => $"{name + ":",-28}{Text(value),12} {unit}";

    private static string PerThousand(DescriptorUsage row) => row.LockWaitsPerThousand is { } rate
        ? rate.ToString("0.00", CultureInfo.InvariantCulture)
        : "-";

    private static string Percent(double? ratio) => ratio is { } known
        ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0.0} %")
        : "-";
}
