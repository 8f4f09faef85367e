using System.Collections.Immutable;
using ExPool.Model.Mm;

namespace ExPool.Model.Reports;

/// <summary>What one address space costs, and has in RAM.</summary>
public sealed record SpaceReport
{
    /// <summary>Its number: 0 is the system's.</summary>
    public required uint Number { get; init; }

    /// <summary>Whose it is.</summary>
    public required AddressSpaceKind Kind { get; init; }

    /// <summary>Of a process: the number of its session's space; <see langword="null"/> for none.</summary>
    public required uint? Session { get; init; }

    /// <summary>The frame of its top page table: what CR3 names.</summary>
    public required ulong DirectoryFrame { get; init; }

    /// <summary>Its own page tables by level: first those whose entries name pages.</summary>
    /// <remarks>With PAE a process has four directories and a top table where plain x86 has one directory, and a page
    /// table covers half as much.</remarks>
    public required ImmutableArray<ulong> PageTablePagesByLevel { get; init; }

    /// <summary>All of its page tables.</summary>
    public ulong PageTablePages
    {
        get
        {
            ulong sum = 0;
            foreach (ulong count in PageTablePagesByLevel)
            {
                sum += count;
            }

            return sum;
        }
    }

    /// <summary>Entries of the system's or the session's tables that were copied when they were first needed.</summary>
    public required ulong SharedEntries { get; init; }

    /// <summary>Pageable pages that are in RAM.</summary>
    public required ulong WorkingSetPages { get; init; }

    /// <summary>The most pageable pages that were in RAM.</summary>
    public required ulong PeakWorkingSetPages { get; init; }

    /// <summary>Pages that it keeps unless memory is wholly short.</summary>
    public required ulong MinimumWorkingSetPages { get; init; }

    /// <summary>Frames that a process holds by number (AWE).</summary>
    public required ulong HeldPages { get; init; }

    /// <summary>Pages that were promised to it, page tables among them; <see langword="null"/> for the system, whose
    /// promises are all that are left.</summary>
    public required ulong? CommittedPages { get; init; }

    /// <summary>Bytes of user addresses that are reserved; <see langword="null"/> but for a process.</summary>
    public required ulong? VirtualByteCount { get; init; }
}
