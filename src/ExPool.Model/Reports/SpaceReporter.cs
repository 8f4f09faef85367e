using System.Collections.Immutable;
using System.Linq;
using ExPool.Model.Mm;
using ExPool.Model.Vm;

namespace ExPool.Model.Reports;

/// <summary>Reads what address spaces cost; changes nothing.</summary>
internal static class SpaceReporter
{
    /// <summary>Every space, by number.</summary>
    public static ImmutableArray<SpaceReport> Read(MemoryManager memory, ProcessSpaces processes) =>
        [.. memory.Spaces.All.OfType<AddressSpace>().Select(space => Read(space, processes.Find(space.Number)))];

    private static SpaceReport Read(AddressSpace space, UserSpace? process) => new()
    {
        Number = space.Number,
        Kind = space.Kind,
        Session = space.Session?.Number,
        DirectoryFrame = space.Tables.DirectoryFrame,
        PageTablePagesByLevel = [.. space.Tables.CountByLevel().Select(count => (ulong)count)],
        SharedEntries = space.SharedCount,
        WorkingSetPages = space.WorkingSet.Count,
        PeakWorkingSetPages = space.WorkingSet.Peak,
        MinimumWorkingSetPages = space.WorkingSet.Minimum,
        HeldPages = space.Physical.Frames.Count,
        CommittedPages = space.Kind == AddressSpaceKind.System ? null : space.CommitCount,
        VirtualByteCount = process?.VirtualByteCount,
    };
}
