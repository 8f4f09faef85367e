namespace ExPool.Mm;

/// <summary>What may be done with a page.</summary>
public enum PageProtection : byte
{
    /// <summary>Nothing: a touch is a fault. What special pool puts beside a block.</summary>
    NoAccess = 0,

    /// <summary>Read only. Reserved pool pages read as zero this way, so that a stale address is no fault.</summary>
    ReadOnly = 1,

    /// <summary>Read and write, never execute: what every pool page is.</summary>
    ReadWrite = 2,
}
