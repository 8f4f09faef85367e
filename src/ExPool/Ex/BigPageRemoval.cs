namespace ExPool.Ex;

/// <summary>What the removal of a block from the big-page table found.</summary>
internal enum BigPageRemoval
{
    /// <summary>The entry was there and is gone.</summary>
    Removed,

    /// <summary>The entry is there, with another tag, and stays.</summary>
    WrongTag,

    /// <summary>The block has no entry because the table was full when it was allocated.</summary>
    Overflowed,

    /// <summary>No block with this address lives.</summary>
    Missing,
}
