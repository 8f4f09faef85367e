using System.Collections.Generic;

namespace ExPool.Cli.Counters;

/// <summary>What a counter's number is in, and which field of NT's it comes from.</summary>
/// <param name="Unit">The unit, as "bytes".</param>
/// <param name="Field">The field of SYSTEM_PERFORMANCE_INFORMATION, or of another structure that is named; none for
/// counters that Windows does not have.</param>
internal sealed record CounterFact(string Unit, string? Field)
{
    private const string Bytes = "bytes";
    private const string Faults = "faults per second";
    private const string Pages = "pages per second";
    private const string Transfers = "transfers per second";
    private const string Lists = "SYSTEM_MEMORY_LIST_INFORMATION.";

    private static readonly CounterFact s_ours = new(Bytes, null);

    private static readonly Dictionary<string, CounterFact> s_facts = new()
    {
        ["Page Faults/sec"] = new(Faults, "PageFaultCount"),
        ["Available Bytes"] = new(Bytes, "AvailablePages"),
        ["Available KBytes"] = new("kilobytes", "AvailablePages"),
        ["Available MBytes"] = new("megabytes", "AvailablePages"),
        ["Committed Bytes"] = new(Bytes, "CommittedPages"),
        ["Commit Limit"] = new(Bytes, "CommitLimit"),
        ["% Committed Bytes In Use"] = new("percent", "CommittedPages / CommitLimit"),
        ["Write Copies/sec"] = new("copies per second", "CopyOnWriteCount"),
        ["Transition Faults/sec"] = new(Faults, "TransitionCount"),
        ["Cache Faults/sec"] = new(Faults, "CacheTransitionCount"),
        ["Demand Zero Faults/sec"] = new(Faults, "DemandZeroCount"),
        ["Pages/sec"] = new(Pages, "PageReadCount + DirtyPagesWriteCount"),
        ["Pages Input/sec"] = new(Pages, "PageReadCount"),
        ["Page Reads/sec"] = new(Transfers, "PageReadIoCount"),
        ["Pages Output/sec"] = new(Pages, "DirtyPagesWriteCount"),
        ["Page Writes/sec"] = new(Transfers, "DirtyWriteIoCount"),
        ["Pool Paged Bytes"] = new(Bytes, "PagedPoolPages"),
        ["Pool Nonpaged Bytes"] = new(Bytes, "NonPagedPoolPages"),
        ["Pool Paged Allocs"] = new("blocks", "PagedPoolAllocs - PagedPoolFrees"),
        ["Pool Nonpaged Allocs"] = new("blocks", "NonPagedPoolAllocs - NonPagedPoolFrees"),
        ["Pool Paged Resident Bytes"] = new(Bytes, "ResidentPagedPoolPage"),
        ["Cache Bytes"] = new(
            Bytes,
            "ResidentSystemCachePage + ResidentSystemDriverPage + ResidentSystemCodePage + ResidentPagedPoolPage"),
        ["Cache Bytes Peak"] = new(Bytes, "SYSTEM_FILECACHE_INFORMATION.PeakSize"),
        ["System Code Total Bytes"] = new(Bytes, "TotalSystemCodePages"),
        ["System Code Resident Bytes"] = new(Bytes, "ResidentSystemCodePage"),
        ["System Driver Total Bytes"] = new(Bytes, "TotalSystemDriverPages"),
        ["System Driver Resident Bytes"] = new(Bytes, "ResidentSystemDriverPage"),
        ["System Cache Resident Bytes"] = new(Bytes, "ResidentSystemCachePage"),
        ["Free System Page Table Entries"] = new("entries", "FreeSystemPtes"),
        ["Modified Page List Bytes"] = new(Bytes, Lists + "ModifiedPageCount + ModifiedNoWritePageCount"),
        ["Free & Zero Page List Bytes"] = new(Bytes, Lists + "ZeroPageCount + FreePageCount"),
        ["Standby Cache Reserve Bytes"] = new(Bytes, Lists + "PageCountByPriority"),
        ["Standby Cache Normal Priority Bytes"] = new(Bytes, Lists + "PageCountByPriority"),
        ["Standby Cache Core Bytes"] = new(Bytes, Lists + "PageCountByPriority"),
        ["Transition Pages RePurposed/sec"] = new(Pages, Lists + "RepurposedPagesByPriority"),
        ["System Page Table Entries Total"] = new("entries", null),
    };

    /// <summary>The facts about a counter.</summary>
    public static CounterFact Of(MemoryCounter counter) =>
        s_facts.TryGetValue(counter.Name, out CounterFact? fact) ? fact
        : counter.IsOfWindows ? throw new KeyNotFoundException($"Nothing is known of counter {counter.Name}.")
        : s_ours;
}
