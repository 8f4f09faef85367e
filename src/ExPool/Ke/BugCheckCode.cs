namespace ExPool.Ke;

/// <summary>Why the machine stopped, with NT's numbers.</summary>
/// <remarks>
/// The four parameters are those of Microsoft's bug check reference (docs/sources.md#bug-checks); "-" is reserved.
/// </remarks>
public enum BugCheckCode : uint
{
    /// <summary>No stop.</summary>
    None = 0,

    /// <summary>The level was to be raised to one below what it is: the level, the level asked.</summary>
    IrqlNotGreaterOrEqual = 0x09,

    /// <summary>Paged or invalid memory was touched at too high a level: address, IRQL, 0 read or 1 write,
    /// code address.</summary>
    IrqlNotLessOrEqual = 0x0A,

    /// <summary>A spin lock was asked for by who holds it: its address.</summary>
    SpinLockAlreadyOwned = 0x0F,

    /// <summary>A spin lock was given back by who does not hold it: its address.</summary>
    SpinLockNotOwned = 0x10,

    /// <summary>An object was dereferenced more often than it was referenced: its type, the object.</summary>
    ReferenceByPointer = 0x18,

    /// <summary>
    /// A block's header or a free list is damaged. Parameter 1: 3 free list (entry, forward link read back,
    /// backward link read back); 5 neighbours disagree (one, -, other); 6 previous size too large
    /// (calculated entry, -, bad entry); 7 header (0, -, bad entry); 8 size zero (0, -, bad entry); 9 size
    /// too large (entry, -, bad entry); 0xA not found in its page (expected entry, -, page); 0xD..0xF
    /// header of a freed block changed; 0x20 size damaged at free (entry, next, -).
    /// </summary>
    BadPoolHeader = 0x19,

    /// <summary>There are no page-table entries of the system left: kind (0 system, 1 nonpaged pool expansion), entries
    /// asked, free, all.</summary>
    NoMoreSystemPtes = 0x3F,

    /// <summary>A fault needed a frame and nothing could be paged out: modified pages, frames, commit limit, commit
    /// charge.</summary>
    NoPagesAvailable = 0x4D,

    /// <summary>What is known of a frame was overwritten: 0x99, frame, page of its file, what named it.</summary>
    PfnListCorrupt = 0x4E,

    /// <summary>An address that nothing is mapped at was touched: address, 0 read or 2 write, code address,
    /// reason.</summary>
    PageFaultInNonPagedArea = 0x50,

    /// <summary>The registry's own structures are damaged: -, -, hive, -.</summary>
    RegistryError = 0x51,

    /// <summary>A page of a kernel stack could not be read from the paging file: status, status of the transfer, number
    /// of the file, page within it.</summary>
    KernelStackInpageError = 0x77,

    /// <summary>A page of the kernel could not be read from the paging file: address of its table entry, status,
    /// the entry, address.</summary>
    KernelDataInpageError = 0x7A,

    /// <summary>A page that may only be read was written: address, its table entry, -, 0xA.</summary>
    AttemptedWriteToReadOnlyMemory = 0xBE,

    /// <summary>Special pool saw damage; parameter 4 says which.</summary>
    SpecialPoolDetectedMemoryCorruption = 0xC1,

    /// <summary>
    /// A caller used the pool wrongly. Parameter 1: 7 double free (-, header contents, block); 8 allocation
    /// at bad IRQL (IRQL, pool type, bytes); 9 free at bad IRQL (IRQL, pool type, address); 0xA wrong tag
    /// (address, tag of the allocation, tag given); 0xD damaged process of a charged block (address, tag, process);
    /// 0x41286 free inside a paged allocation (address, -,
    /// page offset); 0x42 never in any pool (address); 0x44 nonpaged address that is not allocated
    /// (address); 0x46 invalid address (address); 0x50 paged address that is not allocated (address, page
    /// offset, bytes of paged pool); 0x99 address that is no block (address).
    /// </summary>
    BadPoolCaller = 0xC2,

    /// <summary>Driver Verifier found a violation; parameter 1 says which.</summary>
    DriverVerifierDetectedViolation = 0xC4,

    /// <summary>A driver touched paged or invalid memory at too high a level.</summary>
    DriverIrqlNotLessOrEqual = 0xD1,
}
