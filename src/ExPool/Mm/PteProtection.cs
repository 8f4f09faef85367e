namespace ExPool.Mm;

/// <summary>What may be done with a page, as an entry remembers it while the page is not valid: 5 bits.</summary>
/// <remarks>
/// docs/sources.md#page-table-entries. Bits 0-2 are the access. Added to them, in hexadecimal: 8 not cached, 10 a guard
/// page, 18 write-combined. Without an access 10 and 18 have meanings of their own.
/// </remarks>
public enum PteProtection : byte
{
    /// <summary>Nothing was ever allowed.</summary>
    None = 0,

    /// <summary>Read.</summary>
    ReadOnly = 1,

    /// <summary>Execute.</summary>
    Execute = 2,

    /// <summary>Execute and read.</summary>
    ExecuteRead = 3,

    /// <summary>Read and write.</summary>
    ReadWrite = 4,

    /// <summary>Read; a write makes a copy.</summary>
    WriteCopy = 5,

    /// <summary>Execute, read and write.</summary>
    ExecuteReadWrite = 6,

    /// <summary>Execute and read; a write makes a copy.</summary>
    ExecuteWriteCopy = 7,

    /// <summary>Added to one of the above: not cached.</summary>
    NoCache = 8,

    /// <summary>Committed once, and no more. Added to an access: a guard page.</summary>
    Decommitted = 0x10,

    /// <summary>Committed, but every touch is a fault. Added to an access: write-combined.</summary>
    NoAccess = 0x18,
}
