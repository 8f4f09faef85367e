using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Model.Mm;
using ExPool.Model.Reports;

namespace ExPool.Cli.Json;

/// <summary>A machine's memory, as every document about a machine has it.</summary>
internal static class MemoryJson
{
    /// <summary>Writes the totals.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="name">The property.</param>
    /// <param name="memory">The memory.</param>
    public static void Write(Utf8JsonWriter json, string name, MemoryReport memory)
    {
        json.WriteStartObject(name);
        json.WriteString("machine", memory.Machine);
        json.WriteRounded("seconds", memory.Time.TotalSeconds, 7);
        json.WriteNumber("physicalPages", memory.PhysicalPages);
        json.WriteNumber("availablePages", memory.AvailablePages);
        json.WriteNumber("zeroedPages", memory.ZeroedPages);
        json.WriteNumber("freePages", memory.FreePages);
        json.WriteStartArray("standbyPagesByPriority");
        foreach (ulong count in memory.StandbyPagesByPriority)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
        json.WriteNumber("modifiedPages", memory.ModifiedPages);
        json.WriteNumber("modifiedNoWritePages", memory.ModifiedNoWritePages);
        json.WriteNumber("badPages", memory.BadPages);
        json.WriteNumber("inUsePages", memory.InUsePages);
        json.WriteNumber("residentAvailablePages", memory.ResidentAvailablePages);
        json.WriteNumber("committedPages", memory.CommittedPages);
        json.WriteNumber("peakCommittedPages", memory.PeakCommittedPages);
        json.WriteNumber("commitLimitPages", memory.CommitLimitPages);
        json.WriteString("nonPagedRefusedBy", BoundText.Name(memory.NonPagedRefusedBy));
        json.WriteString("pagedRefusedBy", BoundText.Name(memory.PagedRefusedBy));
        json.WriteNumber("maximumCommitLimitPages", memory.MaximumCommitLimitPages);
        json.WriteNumber("systemCodePages", memory.SystemCodePages);
        json.WriteNumber("systemDriverPages", memory.SystemDriverPages);
        json.WriteNumber("workingSetPages", memory.WorkingSetPages);
        json.WriteNumber("peakWorkingSetPages", memory.PeakWorkingSetPages);
        json.WriteNumber("systemCachePages", memory.SystemCachePages);
        json.WriteNumber("peakSystemCachePages", memory.PeakSystemCachePages);
        json.WriteNumber("mappedFilePages", memory.MappedFilePages);
        json.WriteNumber("idleFilePages", memory.IdleFilePages);
        json.WriteNumber("dirtyCachePages", memory.DirtyCachePages);
        json.WriteNumber("pageTablePages", memory.PageTablePages);
        json.WriteNumber("systemPtes", memory.SystemPtes);
        json.WriteNumber("freeSystemPtes", memory.FreeSystemPtes);
        json.WriteNumber("systemPteFailures", memory.SystemPteFailures);
        json.WriteStartArray("pagingFiles");
        foreach (PagingFileReport file in memory.PagingFiles)
        {
            json.WriteStartObject();
            json.WriteNumber("number", file.Number);
            json.WriteNumber("pages", file.PageCount);
            json.WriteNumber("maximumPages", file.MaximumPageCount);
            json.WriteNumber("usedPages", file.UsedPageCount);
            json.WriteNumber("peakPages", file.PeakPageCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteCounters(json, memory.Counters);
        json.WriteEndObject();
    }

    private static void WriteCounters(Utf8JsonWriter json, MemoryCounters counters)
    {
        json.WriteStartObject("counters");
        json.WriteNumber("pageFaults", counters.PageFaults);
        json.WriteNumber("demandZeroFaults", counters.DemandZeroFaults);
        json.WriteNumber("transitionFaults", counters.TransitionFaults);
        json.WriteNumber("pageFileFaults", counters.PageFileFaults);
        json.WriteNumber("fileFaults", counters.FileFaults);
        json.WriteNumber("cacheFaults", counters.CacheFaults);
        json.WriteNumber("pageReads", counters.PageReads);
        json.WriteNumber("pagesRead", counters.PagesRead);
        json.WriteNumber("pageWrites", counters.PageWrites);
        json.WriteNumber("pagesWritten", counters.PagesWritten);
        json.WriteNumber("mappedPageWrites", counters.MappedPageWrites);
        json.WriteNumber("mappedPagesWritten", counters.MappedPagesWritten);
        json.WriteNumber("pagesTrimmed", counters.PagesTrimmed);
        json.WriteNumber("pagesRepurposed", counters.PagesRepurposed);
        json.WriteNumber("pagesZeroed", counters.PagesZeroed);
        json.WriteNumber("commitFailures", counters.CommitFailures);
        json.WriteNumber("frameFailures", counters.FrameFailures);
        json.WriteEndObject();
    }
}
