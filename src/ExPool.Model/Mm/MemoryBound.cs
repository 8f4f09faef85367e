namespace ExPool.Model.Mm;

/// <summary>What keeps a pool from growing.</summary>
public enum MemoryBound
{
    /// <summary>The most that the Windows release, or the registry, allows.</summary>
    Policy,

    /// <summary>The addresses that the kernel has for it.</summary>
    AddressSpace,

    /// <summary>RAM and paging files that may be promised: the commit limit.</summary>
    Commit,

    /// <summary>Frames that may be given to pages that never leave RAM.</summary>
    ResidentPages,
}
