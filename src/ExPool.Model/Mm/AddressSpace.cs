namespace ExPool.Model.Mm;

/// <summary>Page tables, the pages that they name, and what of these is in RAM: the system's, a process's or a
/// session's.</summary>
/// <remarks>Every frame says to which space its page belongs (<see cref="PfnDatabase.SpaceOf"/>).</remarks>
internal sealed class AddressSpace(
    AddressSpaceKind kind, PageTables tables, WorkingSet workingSet, VirtualMemory pages, PhysicalPages physical,
    SpaceCharge charge)
{
    /// <summary>What it is.</summary>
    public AddressSpaceKind Kind { get; } = kind;

    /// <summary>What frames know it by; 0 is the system.</summary>
    public uint Number => Tables.Space;

    /// <summary>Its page tables.</summary>
    public PageTables Tables { get; } = tables;

    /// <summary>Its pages that are in RAM.</summary>
    public WorkingSet WorkingSet { get; } = workingSet;

    /// <summary>Gives its pages memory.</summary>
    public VirtualMemory Pages { get; } = pages;

    /// <summary>Frames that it holds by number, whether they have an address or not.</summary>
    public PhysicalPages Physical { get; } = physical;

    /// <summary>Of a process: the session whose space it shares; <see langword="null"/> for none.</summary>
    public AddressSpace? Session { get; set; }

    /// <summary>What it takes of the machine's promises.</summary>
    public SpaceCharge Charge { get; } = charge;

    /// <summary>Pages that were promised to it: its own pages and frames, and the page tables of all.</summary>
    public ulong CommitCount => Charge.Used;

    /// <summary>Of a session: the processes that are in it.</summary>
    public uint ProcessCount { get; set; }

    /// <summary>Frames that are taken, but not named by any entry: what the process may always have in RAM.</summary>
    public uint PromisedCount { get; set; }

    /// <summary>Of a session: which of its pages are given out.</summary>
    public SystemRange? Range { get; init; }

    /// <summary>Entries of the system's or the session's tables that were copied when they were first
    /// needed.</summary>
    public ulong SharedCount { get; set; }
}
