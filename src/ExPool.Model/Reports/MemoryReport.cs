using System;
using System.Collections.Immutable;
using ExPool.Model.Mm;

namespace ExPool.Model.Reports;

/// <summary>What a machine's memory manager has, and what it did, at one moment; in pages of 4096 bytes.</summary>
/// <remarks>PhysicalPages = Zeroed + Free + Standby + Modified + ModifiedNoWrite + Bad + InUse.</remarks>
public sealed record MemoryReport
{
    /// <summary>The machine in a line: release, RAM, processors.</summary>
    public required string Machine { get; init; }

    /// <summary>NT's version of the release, as 6.1; <see langword="null"/> in a report of a part.</summary>
    public Version? Release { get; init; }

    /// <summary>Time since boot.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>RAM.</summary>
    public required ulong PhysicalPages { get; init; }

    /// <summary>Frames of zeros.</summary>
    public required ulong ZeroedPages { get; init; }

    /// <summary>Frames to be zeroed.</summary>
    public required ulong FreePages { get; init; }

    /// <summary>Clean frames that their owner can have back, by priority: 0 is reused first, 7 last.</summary>
    public required ImmutableArray<ulong> StandbyPagesByPriority { get; init; }

    /// <summary>Frames to be written.</summary>
    public required ulong ModifiedPages { get; init; }

    /// <summary>Frames that may not be written yet.</summary>
    public required ulong ModifiedNoWritePages { get; init; }

    /// <summary>Broken frames.</summary>
    public required ulong BadPages { get; init; }

    /// <summary>Frames that pages which never leave may still take: NT's MmResidentAvailablePages, and 0 where
    /// that is negative.</summary>
    public required ulong ResidentAvailablePages { get; init; }

    /// <summary>Pages that were promised.</summary>
    public required ulong CommittedPages { get; init; }

    /// <summary>The most pages that were ever promised.</summary>
    public required ulong PeakCommittedPages { get; init; }

    /// <summary>Pages that may be promised now.</summary>
    public required ulong CommitLimitPages { get; init; }

    /// <summary>What kept nonpaged pool from growing when it last refused a request; <see langword="null"/> when it
    /// never did.</summary>
    public MemoryBound? NonPagedRefusedBy { get; init; }

    /// <summary>What kept paged pool from growing when it last refused a request; <see langword="null"/> when it never
    /// did.</summary>
    public MemoryBound? PagedRefusedBy { get; init; }

    /// <summary>Pages in the system's working set: paged pool, and pages of files.</summary>
    public required ulong WorkingSetPages { get; init; }

    /// <summary>The most pages that were ever in it.</summary>
    public required ulong PeakWorkingSetPages { get; init; }

    /// <summary>Of the working set, pages that views of the system cache show.</summary>
    public required ulong SystemCachePages { get; init; }

    /// <summary>The most such pages that there ever were.</summary>
    public required ulong PeakSystemCachePages { get; init; }

    /// <summary>Pages of files that are mapped, in the system cache or elsewhere.</summary>
    public required ulong MappedFilePages { get; init; }

    /// <summary>Pages of files on the standby and modified lists.</summary>
    public required ulong IdleFilePages { get; init; }

    /// <summary>Pages of the system cache that the lazy writer has to write.</summary>
    public required ulong DirtyCachePages { get; init; }

    /// <summary>Frames that are page tables.</summary>
    public required ulong PageTablePages { get; init; }

    /// <summary>System page-table entries of the region that they are given out of: the largest.</summary>
    public required ulong SystemPtes { get; init; }

    /// <summary>Of these, entries that nobody has.</summary>
    public required ulong FreeSystemPtes { get; init; }

    /// <summary>Requests for system page-table entries that found no room.</summary>
    public required ulong SystemPteFailures { get; init; }

    /// <summary>The paging files, by number.</summary>
    public required ImmutableArray<PagingFileReport> PagingFiles { get; init; }

    /// <summary>What was done since boot.</summary>
    public required MemoryCounters Counters { get; init; }

    /// <summary>Pages of the kernel's own images. The size of what is loaded and what of it are drivers is
    /// unverified.</summary>
    public required ulong SystemCodePages { get; init; }

    /// <summary>Pages of the images of drivers.</summary>
    public required ulong SystemDriverPages { get; init; }

    /// <summary>Pages that may be promised when all paging files have grown as far as they may.</summary>
    public required ulong MaximumCommitLimitPages { get; init; }

    /// <summary>The most paged pool of one session in bytes; <see langword="null"/> where the release has none, or no
    /// public source gives a number.</summary>
    public ulong? SessionPoolMaximumBytes { get; init; }

    /// <summary>The most paged pool that the registry may use, in bytes; <see langword="null"/> where the release does
    /// not bound it.</summary>
    public ulong? RegistryQuotaBytes { get; init; }

    /// <summary>The events of \KernelObjects about memory that the release has.</summary>
    public ImmutableArray<MemoryCondition> Conditions { get; init; } = [];

    /// <summary>Clean frames that their owner can have back.</summary>
    public ulong StandbyPages
    {
        get
        {
            ulong sum = 0;
            foreach (ulong count in StandbyPagesByPriority)
            {
                sum += count;
            }

            return sum;
        }
    }

    /// <summary>Frames that can be given out now.</summary>
    public ulong AvailablePages => ZeroedPages + FreePages + StandbyPages;

    /// <summary>Frames that are mapped, or in transition.</summary>
    public ulong InUsePages => PhysicalPages - AvailablePages - ModifiedPages - ModifiedNoWritePages - BadPages;
}
