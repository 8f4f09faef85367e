namespace ExPool.Model.Mm;

/// <summary>What a frame in use is for.</summary>
public enum FrameUse : byte
{
    /// <summary>Nothing: it is on a list of frames that nobody owns.</summary>
    None = 0,

    /// <summary>Memory that is always resident: nonpaged pool, tables of the pools, mappings of drivers.</summary>
    NonPaged = 1,

    /// <summary>Memory that may be paged out: in the system's working set, or on the way out of it.</summary>
    Pageable = 2,

    /// <summary>A page table.</summary>
    PageTable = 3,
}
