namespace ExPool.Ke;

/// <summary>What a request came to, with NT's numbers.</summary>
/// <remarks>NTSTATUS: the two top bits are the severity, 0 success, 3 error (docs/sources.md#ntstatus).</remarks>
public enum NtStatus : uint
{
    /// <summary>Done.</summary>
    Success = 0x00000000,

    /// <summary>More is there than the buffer holds; what fits was given.</summary>
    BufferOverflow = 0x80000005,

    /// <summary>There is nothing more to enumerate.</summary>
    NoMoreEntries = 0x8000001A,

    /// <summary>Nothing may be touched there, or not in this way.</summary>
    AccessViolation = 0xC0000005,

    /// <summary>A page could not be read.</summary>
    InPageError = 0xC0000006,

    /// <summary>A process may not be charged for more of the paging files.</summary>
    PagingFileQuota = 0xC0000007,

    /// <summary>A handle names no object of the process.</summary>
    InvalidHandle = 0xC0000008,

    /// <summary>An argument is outside of what the call accepts.</summary>
    InvalidParameter = 0xC000000D,

    /// <summary>Behind the end of a file there is nothing to read.</summary>
    EndOfFile = 0xC0000011,

    /// <summary>Address space for the request could not be found.</summary>
    NoMemory = 0xC0000017,

    /// <summary>The addresses are not free, or do not lie in one reservation.</summary>
    ConflictingAddresses = 0xC0000018,

    /// <summary>The pages are not committed.</summary>
    NotCommitted = 0xC000002D,

    /// <summary>A name has letters that it may not have, or too many.</summary>
    ObjectNameInvalid = 0xC0000033,

    /// <summary>There is nothing of that name.</summary>
    ObjectNameNotFound = 0xC0000034,

    /// <summary>There is something of that name already.</summary>
    ObjectNameCollision = 0xC0000035,

    /// <summary>A process may not be charged for more.</summary>
    QuotaExceeded = 0xC0000044,

    /// <summary>A section could not be made larger.</summary>
    SectionNotExtended = 0xC0000087,

    /// <summary>The system has no memory left for this request: what an exhausted pool answers.</summary>
    InsufficientResources = 0xC000009A,

    /// <summary>A disk could not read or write.</summary>
    DeviceDataError = 0xC000009C,

    /// <summary>What is released is not a reservation from its first page on.</summary>
    FreeVmNotAtBase = 0xC000009F,

    /// <summary>Nothing is reserved there.</summary>
    MemoryNotAllocated = 0xC00000A0,

    /// <summary>The machine cannot do this at all.</summary>
    NotSupported = 0xC00000BB,

    /// <summary>The process is deleted.</summary>
    ProcessIsTerminating = 0xC000010A,

    /// <summary>It is in use, or has something within, and cannot be deleted.</summary>
    CannotDelete = 0xC0000121,

    /// <summary>The commit limit is reached.</summary>
    CommitmentLimit = 0xC000012D,

    /// <summary>The key was deleted while it was open.</summary>
    KeyDeleted = 0xC000017C,

    /// <summary>A server has no memory left for the request of a client.</summary>
    InsufficientServerResources = 0xC0000205,

    /// <summary>The registry may not become larger: its size limit is reached.</summary>
    RegistryQuotaLimit = 0xC0000256,
}
