using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>What the memory manager did since boot.</summary>
/// <remarks>Names as in NT's SYSTEM_PERFORMANCE_INFORMATION. PageFaults = DemandZeroFaults + TransitionFaults +
/// PageFileFaults + FileFaults.</remarks>
public sealed record MemoryCounters
{
    /// <summary>Faults that were resolved.</summary>
    public ulong PageFaults { get; set; }

    /// <summary>Faults that a page of zeros resolved.</summary>
    public ulong DemandZeroFaults { get; set; }

    /// <summary>Faults whose page was still in RAM.</summary>
    public ulong TransitionFaults { get; set; }

    /// <summary>Faults whose page was read from a paging file.</summary>
    public ulong PageFileFaults { get; set; }

    /// <summary>Faults whose page was read from the file that it belongs to.</summary>
    public ulong FileFaults { get; set; }

    /// <summary>Faults in views of the system cache, whether their page was still in RAM or not.</summary>
    public ulong CacheFaults { get; set; }

    /// <summary>Read transfers of faults, from paging files and others.</summary>
    public ulong PageReads { get; set; }

    /// <summary>Pages that were read.</summary>
    public ulong PagesRead { get; set; }

    /// <summary>Write transfers to paging files.</summary>
    public ulong PageWrites { get; set; }

    /// <summary>Pages that were written.</summary>
    public ulong PagesWritten { get; set; }

    /// <summary>Write transfers of pages of files to these.</summary>
    public ulong MappedPageWrites { get; set; }

    /// <summary>Pages of files that were written.</summary>
    public ulong MappedPagesWritten { get; set; }

    /// <summary>Pages that left the working set.</summary>
    public ulong PagesTrimmed { get; set; }

    /// <summary>Standby pages that were taken for something else.</summary>
    public ulong PagesRepurposed { get; set; }

    /// <summary>Pages that were filled with zeros.</summary>
    public ulong PagesZeroed { get; set; }

    /// <summary>Requests for memory that the commit limit refused.</summary>
    public ulong CommitFailures { get; set; }

    /// <summary>Requests for resident memory that no frame could serve.</summary>
    public ulong FrameFailures { get; set; }

    /// <summary>Writes what it remembers.</summary>
    internal void Save(StateWriter writer)
    {
        writer.Write(PageFaults);
        writer.Write(DemandZeroFaults);
        writer.Write(TransitionFaults);
        writer.Write(PageFileFaults);
        writer.Write(PageReads);
        writer.Write(PagesRead);
        writer.Write(PageWrites);
        writer.Write(PagesWritten);
        writer.Write(PagesTrimmed);
        writer.Write(PagesRepurposed);
        writer.Write(PagesZeroed);
        writer.Write(CommitFailures);
        writer.Write(FrameFailures);
        writer.Write(FileFaults);
        writer.Write(CacheFaults);
        writer.Write(MappedPageWrites);
        writer.Write(MappedPagesWritten);
    }

    /// <summary>Reads what was written.</summary>
    internal void Load(StateReader reader)
    {
        PageFaults = reader.ReadUInt64();
        DemandZeroFaults = reader.ReadUInt64();
        TransitionFaults = reader.ReadUInt64();
        PageFileFaults = reader.ReadUInt64();
        PageReads = reader.ReadUInt64();
        PagesRead = reader.ReadUInt64();
        PageWrites = reader.ReadUInt64();
        PagesWritten = reader.ReadUInt64();
        PagesTrimmed = reader.ReadUInt64();
        PagesRepurposed = reader.ReadUInt64();
        PagesZeroed = reader.ReadUInt64();
        CommitFailures = reader.ReadUInt64();
        FrameFailures = reader.ReadUInt64();
        FileFaults = reader.ReadUInt64();
        CacheFaults = reader.ReadUInt64();
        MappedPageWrites = reader.ReadUInt64();
        MappedPagesWritten = reader.ReadUInt64();
    }
}
