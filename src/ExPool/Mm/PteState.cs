namespace ExPool.Mm;

/// <summary>What a page-table entry says about its page: whether it is in memory, and if not, where it is.</summary>
/// <remarks>docs/sources.md#page-table-entries. Every value of an entry has exactly one state.</remarks>
public enum PteState : byte
{
    /// <summary>All bits are zero: nothing was ever put here.</summary>
    Zero = 0,

    /// <summary>A page of zeroes is given on the first touch.</summary>
    DemandZero = 1,

    /// <summary>The content is in a paging file. Its protection may still forbid a touch.</summary>
    PagingFile = 2,

    /// <summary>The content is still in a frame, on the standby or modified list or in transfer. Its protection
    /// may still forbid a touch.</summary>
    Transition = 3,

    /// <summary>Another entry, of a section, tells about the page; or the VADs do.</summary>
    Prototype = 4,

    /// <summary>No content, and a touch is an access fault: no-access, decommitted, or a free system PTE.</summary>
    NoAccess = 5,

    /// <summary>In memory, for the processor to use.</summary>
    Valid = 6,

    /// <summary>Not known: the entry lies where memory has a hole. Only a walk answers so.</summary>
    Unreadable = 7,
}
