namespace ExPool.Model.Tests.Checking;

/// <summary>Pages by state, as the tables say.</summary>
internal sealed class PageSums
{
    /// <summary>Frames that are tables.</summary>
    public uint Tables { get; set; }

    /// <summary>Pages that always have a frame, with the frame of zeros.</summary>
    public uint NonPaged { get; set; }

    /// <summary>Pageable pages that are valid.</summary>
    public uint Active { get; set; }

    /// <summary>Pageable pages that are standby or modified.</summary>
    public uint Transition { get; set; }

    /// <summary>Pages that are in a paging file alone.</summary>
    public uint Out { get; set; }

    /// <summary>Pages that were promised, and are nowhere.</summary>
    public uint Untouched { get; set; }

    /// <summary>Pages of files that views show: nothing was promised for these.</summary>
    public uint FileActive { get; set; }

    /// <summary>Pages of files that prototype entries say are mapped.</summary>
    public uint FileMapped { get; set; }

    /// <summary>Pages of files that are standby or modified.</summary>
    public uint FileIdle { get; set; }

    /// <summary>All that was promised.</summary>
    public ulong Promised => (ulong)Tables + NonPaged + Active + Transition + Out + Untouched;
}
