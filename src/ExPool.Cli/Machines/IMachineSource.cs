using ExPool.Inspection;
using ExPool.Model;
using ExPool.Model.Reports;

namespace ExPool.Cli.Machines;

/// <summary>A source that is a whole machine: it has RAM, page tables and paging files, not only pools.</summary>
internal interface IMachineSource : ISnapshotSource
{
    /// <summary>The machine, to look into; of a running one a copy as it is when this is first asked.</summary>
    Computer Machine { get; }

    /// <summary>Whether time passes on it while we look.</summary>
    bool IsRunning { get; }

    /// <summary>What its memory manager has; of a running machine, with its last capture.</summary>
    MemoryReport ReadMemory();
}
