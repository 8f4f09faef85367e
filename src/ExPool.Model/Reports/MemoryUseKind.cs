namespace ExPool.Model.Reports;

/// <summary>What frames are used for.</summary>
public enum MemoryUseKind
{
    /// <summary>The kernel and boot drivers, and the pools' own tables.</summary>
    BootLoaded,

    /// <summary>What is known of each frame.</summary>
    PfnDatabase,

    /// <summary>Nonpaged pool.</summary>
    NonPagedPool,

    /// <summary>Paged pool.</summary>
    PagedPool,

    /// <summary>Pages of files: the system cache, and views of sections.</summary>
    MappedFiles,

    /// <summary>System page-table entries: kernel stacks, mappings of drivers.</summary>
    SystemPtes,

    /// <summary>Page tables.</summary>
    PageTables,

    /// <summary>Pages of processes: at user addresses, held by number, and their working set lists.</summary>
    Processes,

    /// <summary>Pages of sessions.</summary>
    Sessions,

    /// <summary>Anything else.</summary>
    Other,
}
