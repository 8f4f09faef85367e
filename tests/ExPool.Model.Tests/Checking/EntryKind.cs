namespace ExPool.Model.Tests.Checking;

/// <summary>What an entry of a page table says, as the checker reads it.</summary>
internal enum EntryKind
{
    /// <summary>All bits 0.</summary>
    Zero,

    /// <summary>The processor uses it.</summary>
    Valid,

    /// <summary>The page is still in a frame.</summary>
    Transition,

    /// <summary>The page is in a paging file.</summary>
    File,

    /// <summary>The page will be made of zeros.</summary>
    DemandZero,

    /// <summary>Promised, and nobody may touch it: protection 18h alone.</summary>
    NoAccess,

    /// <summary>Reserved, and nothing was promised: protection 10h alone.</summary>
    Decommitted,

    /// <summary>A page of a file: another entry tells where it is.</summary>
    Prototype,

    /// <summary>A form that this memory manager does not make.</summary>
    Other,
}
