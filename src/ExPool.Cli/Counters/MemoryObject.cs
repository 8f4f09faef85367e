using System;
using System.Collections.Generic;
using ExPool.Cli.CommandLine;
using ExPool.Model.Mm;
using ExPool.Model.Reports;

namespace ExPool.Cli.Counters;

/// <summary>The performance object Memory: NT's counters of it, and how the model has them.</summary>
internal static class MemoryObject
{
    private const double Page = 4096;
    private const int FirstNormalPriority = 4;
    private const int FirstCorePriority = 6;
    private const string Images = "Of what the loader loads, which the model keeps resident; its size and the share of "
        + "drivers, a quarter, are unverified. NT counts only what may be paged out.";

    private static readonly Version s_vista = new(6, 0);

    private static readonly MemoryCounter[] s_paging =
    [
        Rate("Page Faults/sec", "Faults of all kinds that were resolved: zeros, transition, and reads.",
            static counters => counters.PageFaults),
        Raw("Available Bytes", "RAM that can be given out now: zeroed, free and standby pages.",
            static memory => memory.AvailablePages * Page),
        Raw("Available KBytes", "Available Bytes / 1024.", static memory => memory.AvailablePages * Page / 1024),
        Raw("Available MBytes", "Available Bytes / 1024 / 1024.",
            static memory => Math.Floor(memory.AvailablePages * Page / 1024 / 1024)),
        Raw("Committed Bytes", "Memory that was promised: it must find a place in RAM or in a paging file.",
            static memory => memory.CommittedPages * Page),
        Raw("Commit Limit", "What may be promised before a paging file has to grow: RAM and paging files.",
            static memory => memory.CommitLimitPages * Page),
        new("% Committed Bytes In Use", CounterKind.Fraction, "Committed Bytes / Commit Limit, in percent.",
            static look => 100.0 * look.Memory.CommittedPages / look.Memory.CommitLimitPages),
        Absent("Write Copies/sec", CounterKind.Rate, "Copies made on a write. Processes of the model share no pages."),
        Rate("Transition Faults/sec", "Faults whose page was still in RAM, on the standby or modified list.",
            static counters => counters.TransitionFaults),
        Rate("Cache Faults/sec", "Faults in views of the system cache: the page was elsewhere in RAM, or on the disk.",
            static counters => counters.CacheFaults),
        Rate("Demand Zero Faults/sec", "Faults that a page of zeros resolved.",
            static counters => counters.DemandZeroFaults),
        Rate("Pages/sec", "Pages Input/sec + Pages Output/sec.",
            static counters => counters.PagesRead + counters.PagesWritten),
        Rate("Pages Input/sec", "Pages that faults read from paging files and from the files that are mapped.",
            static counters => counters.PagesRead),
        Rate("Page Reads/sec", "Read transfers; each brings one page or more.", static counters => counters.PageReads),
        Rate("Pages Output/sec", "Modified pages that were written to paging files; those of files went to these.",
            static counters => counters.PagesWritten),
        Rate("Page Writes/sec", "Write transfers; each takes one page or more.",
            static counters => counters.PageWrites),
    ];

    private static readonly MemoryCounter[] s_system =
    [
        new("Pool Paged Bytes", CounterKind.Raw, "Whole pages of paged pool in use, not the bytes that were asked for.",
            static look => look.Pools.Paged.BytesInUse),
        new("Pool Nonpaged Bytes", CounterKind.Raw, "Whole pages of nonpaged pool in use.",
            static look => look.Pools.NonPaged.BytesInUse),
        new("Pool Paged Allocs", CounterKind.Raw, "Blocks of paged pool that live now: allocations - frees. NT's help "
            + "text speaks of calls; Microsoft's tuning book of what is in the pool, which is what is counted.",
            static look => look.Pools.Paged.Allocations - look.Pools.Paged.Frees),
        new("Pool Nonpaged Allocs", CounterKind.Raw, "Blocks of nonpaged pool that live now: allocations - frees.",
            static look => look.Pools.NonPaged.Allocations - look.Pools.NonPaged.Frees),
        new("Pool Paged Resident Bytes", CounterKind.Raw, "Paged pool that is mapped in RAM now.",
            static look => look.Pools.Paged.ResidentBytes),
        Raw("Cache Bytes", "What of file cache, pageable code, drivers and paged pool is in RAM.",
            static memory => (memory.WorkingSetPages + ImagePages(memory)) * Page),
        Raw("Cache Bytes Peak", "The most that Cache Bytes ever was.",
            static memory => (memory.PeakWorkingSetPages + ImagePages(memory)) * Page),
        Raw("System Code Total Bytes", $"The kernel's own images. {Images}",
            static memory => memory.SystemCodePages * Page),
        Raw("System Code Resident Bytes", $"What of the kernel's own images is in RAM: all. {Images}",
            static memory => memory.SystemCodePages * Page),
        Raw("System Driver Total Bytes", $"The images of drivers. {Images}",
            static memory => memory.SystemDriverPages * Page),
        Raw("System Driver Resident Bytes", $"What of the images of drivers is in RAM: all. {Images}",
            static memory => memory.SystemDriverPages * Page),
        new("System Cache Resident Bytes", CounterKind.Raw, "Pages of files, and since XP of the registry's hives, "
            + "that the system maps now.",
            static look => (look.Memory.WorkingSetPages * Page) - look.Pools.Paged.ResidentBytes),
        Raw("Free System Page Table Entries", "System page-table entries that nobody has, of the largest region: the "
            + "model gives out no others.",
            static memory => memory.FreeSystemPtes),
        OfVista("Modified Page List Bytes", "Pages that must be written before they can be reused (Vista and later).",
            static memory => (memory.ModifiedPages + memory.ModifiedNoWritePages) * Page),
        OfVista("Free & Zero Page List Bytes", "Pages that nobody owns (Vista and later).",
            static memory => (memory.FreePages + memory.ZeroedPages) * Page),
        OfVista("Standby Cache Reserve Bytes", "Standby pages of priorities 0 to 3 (Vista and later; grouping "
            + "unverified).",
            static memory => Standby(memory, 0, FirstNormalPriority)),
        OfVista("Standby Cache Normal Priority Bytes", "Standby pages of priorities 4 and 5 (Vista and later; grouping "
            + "unverified).", static memory => Standby(memory, FirstNormalPriority, FirstCorePriority)),
        OfVista("Standby Cache Core Bytes", "Standby pages of priorities 6 and 7 (Vista and later; grouping "
            + "unverified).",
            static memory => Standby(memory, FirstCorePriority, memory.StandbyPagesByPriority.Length)),
        Rate("Transition Pages RePurposed/sec", "Standby pages whose frame was taken for something else.",
            static counters => counters.PagesRepurposed),
    ];

    // What Windows has no counter for: one sees how full a pool is only who knows its maximum.
    private static readonly MemoryCounter[] s_maxima =
    [
        Ours("Pool Paged Maximum Bytes", "The most bytes that paged pool may have.",
            static look => look.Pools.Paged.MaximumBytes),
        Ours("Pool Nonpaged Maximum Bytes", "The most bytes that nonpaged pool may have.",
            static look => look.Pools.NonPaged.MaximumBytes),
        Ours("Session Pool Maximum Bytes", "The most paged pool of one session, where the release has sessions.",
            static look => look.Memory.SessionPoolMaximumBytes),
        Ours("System Page Table Entries Total", "System page-table entries of the largest region, free or not.",
            static look => look.Memory.SystemPtes),
        Ours("Registry Quota Bytes", "The most paged pool that the registry may use, where the release bounds it.",
            static look => look.Memory.RegistryQuotaBytes),
        Ours("Commit Limit Maximum", "The commit limit when all paging files have grown as far as they may.",
            static look => look.Memory.MaximumCommitLimitPages * Page),
    ];

    /// <summary>All counters: availability, commitment and paging, then pools, the system's memory and its
    /// lists; at last what Windows has none for.</summary>
    public static IReadOnlyList<MemoryCounter> Counters { get; } = [.. s_paging, .. s_system, .. s_maxima];

    /// <summary>Finds a counter, in any case.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ToolException">There is none.</exception>
    public static MemoryCounter Find(string option, string name)
    {
        foreach (MemoryCounter counter in Counters)
        {
            if (counter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return counter;
            }
        }

        throw new ToolException($"{option} '{name}' is no counter; expected a name that 'expool counters' shows");
    }

    private static double Standby(MemoryReport memory, int first, int end)
    {
        double sum = 0;
        for (int priority = first; priority < end; priority++)
        {
            sum += memory.StandbyPagesByPriority[priority] * Page;
        }

        return sum;
    }

    private static ulong ImagePages(MemoryReport memory) => memory.SystemCodePages + memory.SystemDriverPages;

    private static MemoryCounter Ours(string name, string explanation, Func<CounterSample, double?> read) =>
        new(name, CounterKind.Raw, explanation, read) { IsOfWindows = false };

    private static MemoryCounter Raw(string name, string explanation, Func<MemoryReport, double> read) =>
        new(name, CounterKind.Raw, explanation, look => read(look.Memory));

    private static MemoryCounter OfVista(string name, string explanation, Func<MemoryReport, double> read) =>
        Raw(name, explanation, read) with { Since = s_vista };

    private static MemoryCounter Rate(string name, string explanation, Func<MemoryCounters, ulong> read) =>
        new(name, CounterKind.Rate, explanation, look => read(look.Memory.Counters));

    private static MemoryCounter Absent(string name, CounterKind kind, string explanation) =>
        new(name, kind, explanation, null);
}
