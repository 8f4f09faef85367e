namespace ExPool.Mm;

/// <summary>What a region of the system's address space is for.</summary>
/// <remarks>NT's MI_SYSTEM_VA_TYPE, with its numbers (docs/sources.md#system-va-types); only those the
/// pools ask for.</remarks>
public enum SystemVaType : byte
{
    /// <summary>Not given out.</summary>
    Unused = 0,

    /// <summary>The executive's own tables: root block, descriptors, trackers. Nonpaged, readable from
    /// outside.</summary>
    /// <remarks>On NT these lie in the kernel image and in what boot allocates.</remarks>
    BootLoaded = 3,

    /// <summary>Nonpaged pool: always resident.</summary>
    NonPagedPool = 5,

    /// <summary>Paged pool: the system may page it out.</summary>
    PagedPool = 6,
}
