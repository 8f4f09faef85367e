namespace ExPool.Model.Mm;

/// <summary>Where a frame is: on one of the lists, or in use.</summary>
/// <remarks>NT's MMLISTS, with its numbers (docs/sources.md#page-states).</remarks>
public enum PageLocation : byte
{
    /// <summary>Filled with zeros, ready for anybody.</summary>
    Zeroed = 0,

    /// <summary>Holds what its last owner left; to be zeroed before it is given out.</summary>
    Free = 1,

    /// <summary>Clean, and still owned by a table entry that can have it back.</summary>
    Standby = 2,

    /// <summary>Owned as a standby page is, but to be written before it may be reused.</summary>
    Modified = 3,

    /// <summary>Modified, and not to be written yet.</summary>
    ModifiedNoWrite = 4,

    /// <summary>Broken: never given out.</summary>
    Bad = 5,

    /// <summary>Mapped by a valid table entry.</summary>
    Active = 6,

    /// <summary>Owned, on no list: a transfer goes on, or nobody may touch it.</summary>
    Transition = 7,
}
