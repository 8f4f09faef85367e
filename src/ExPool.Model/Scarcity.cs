namespace ExPool.Model;

/// <summary>Which resource a refused request wanted.</summary>
public enum Scarcity
{
    /// <summary>No request was refused.</summary>
    None,

    /// <summary>Nonpaged pool is at its maximum.</summary>
    NonPagedPool,

    /// <summary>Paged pool is at its maximum.</summary>
    PagedPool,

    /// <summary>There are no system page-table entries that follow each other.</summary>
    SystemPtes,

    /// <summary>The commit limit is reached: RAM and paging files are promised.</summary>
    Commit,

    /// <summary>No more frames may be given to what never leaves RAM.</summary>
    ResidentPages,

    /// <summary>The process has no user addresses left.</summary>
    UserAddresses,

    /// <summary>The process's handle table has as many entries as one may have.</summary>
    HandleTable,

    /// <summary>The user's quota is used up.</summary>
    Quota,

    /// <summary>None of these; a request was refused all the same.</summary>
    Unknown,
}
