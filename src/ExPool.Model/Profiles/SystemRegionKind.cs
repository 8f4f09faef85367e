namespace ExPool.Model.Profiles;

/// <summary>What a region of the kernel's address space is for.</summary>
public enum SystemRegionKind
{
    /// <summary>Given to no use by this model.</summary>
    Unused,

    /// <summary>Handed out in units, to whoever needs one: x86 from Windows Vista on.</summary>
    Dynamic,

    /// <summary>The page tables, which map themselves.</summary>
    PageTables,

    /// <summary>The current process's own pages: its working-set list and temporary mappings.</summary>
    Hyperspace,

    /// <summary>KUSER_SHARED_DATA.</summary>
    SharedPage,

    /// <summary>The working-set lists of the system.</summary>
    SystemWorkingSet,

    /// <summary>The kernel, the HAL and the boot drivers.</summary>
    LoaderMappings,

    /// <summary>One entry for each page of RAM.</summary>
    PfnDatabase,

    /// <summary>Nonpaged pool; before Windows Vista on x86 in two parts, the initial one and the expansion.</summary>
    NonPagedPool,

    /// <summary>Paged pool.</summary>
    PagedPool,

    /// <summary>System page table entries: stacks, I/O mappings, drivers.</summary>
    SystemPtes,

    /// <summary>Views of cached files.</summary>
    SystemCache,

    /// <summary>What the processes of one session share: win32k, its pool, its views.</summary>
    SessionSpace,

    /// <summary>Views of win32k and the like, where there are no sessions.</summary>
    SystemViews,

    /// <summary>Pages for the crash dump driver.</summary>
    DumpArea,

    /// <summary>The hardware abstraction layer.</summary>
    Hal,
}
