namespace ExPool.Mm;

/// <summary>What a region of the system's address space is for.</summary>
/// <remarks>NT's MI_SYSTEM_VA_TYPE, with its numbers (docs/sources.md#system-va-types); only those the
/// pools ask for.</remarks>
public enum SystemVaType : byte
{
    /// <summary>Not given out.</summary>
    Unused = 0,

    /// <summary>What differs from session to session.</summary>
    SessionSpace = 1,

    /// <summary>What differs from process to process, and the page tables.</summary>
    ProcessSpace = 2,

    /// <summary>The executive's own tables: root block, descriptors, trackers. Nonpaged, readable from
    /// outside.</summary>
    /// <remarks>On NT these lie in the kernel image and in what boot allocates.</remarks>
    BootLoaded = 3,

    /// <summary>What is known of each frame.</summary>
    PfnDatabase = 4,

    /// <summary>Nonpaged pool: always resident.</summary>
    NonPagedPool = 5,

    /// <summary>Paged pool: the system may page it out.</summary>
    PagedPool = 6,

    /// <summary>Special pool: a block a page, beside a page that nobody may touch.</summary>
    SpecialPool = 7,

    /// <summary>Views of files.</summary>
    SystemCache = 8,

    /// <summary>Mappings of anything: kernel stacks, buffers of transfers, registers of devices.</summary>
    SystemPtes = 9,

    /// <summary>The hardware abstraction layer.</summary>
    Hal = 10,

    /// <summary>What all sessions share.</summary>
    SessionGlobalSpace = 11,

    /// <summary>The images of drivers.</summary>
    DriverImages = 12,
}
