namespace ExPool.Ke;

/// <summary>Says in words what a stop means.</summary>
internal static class BugCheckText
{
    /// <summary>NT's name of a stop code, as in its bug check reference.</summary>
    public static string Name(BugCheckCode code) => code switch
    {
        BugCheckCode.IrqlNotGreaterOrEqual => "IRQL_NOT_GREATER_OR_EQUAL",
        BugCheckCode.IrqlNotLessOrEqual => "IRQL_NOT_LESS_OR_EQUAL",
        BugCheckCode.SpinLockAlreadyOwned => "SPIN_LOCK_ALREADY_OWNED",
        BugCheckCode.SpinLockNotOwned => "SPIN_LOCK_NOT_OWNED",
        BugCheckCode.ReferenceByPointer => "REFERENCE_BY_POINTER",
        BugCheckCode.NoMoreSystemPtes => "NO_MORE_SYSTEM_PTES",
        BugCheckCode.NoPagesAvailable => "NO_PAGES_AVAILABLE",
        BugCheckCode.PfnListCorrupt => "PFN_LIST_CORRUPT",
        BugCheckCode.KernelStackInpageError => "KERNEL_STACK_INPAGE_ERROR",
        BugCheckCode.KernelDataInpageError => "KERNEL_DATA_INPAGE_ERROR",
        BugCheckCode.AttemptedWriteToReadOnlyMemory => "ATTEMPTED_WRITE_TO_READONLY_MEMORY",
        BugCheckCode.BadPoolHeader => "BAD_POOL_HEADER",
        BugCheckCode.PageFaultInNonPagedArea => "PAGE_FAULT_IN_NONPAGED_AREA",
        BugCheckCode.RegistryError => "REGISTRY_ERROR",
        BugCheckCode.SpecialPoolDetectedMemoryCorruption => "SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION",
        BugCheckCode.BadPoolCaller => "BAD_POOL_CALLER",
        BugCheckCode.DriverVerifierDetectedViolation => "DRIVER_VERIFIER_DETECTED_VIOLATION",
        BugCheckCode.DriverIrqlNotLessOrEqual => "DRIVER_IRQL_NOT_LESS_OR_EQUAL",
        _ => code.ToString(),
    };

    /// <summary>One sentence with the tag and the address.</summary>
    public static string Describe(in BugCheck stop)
    {
        string where = $"tag '{stop.Tag}', address 0x{stop.Address:X}";
        return stop.Code switch
        {
            BugCheckCode.BadPoolCaller => DescribeCaller(stop, where),
            BugCheckCode.BadPoolHeader => DescribeHeader(stop, where),
            _ => DescribeMachine(stop) ?? where,
        };
    }

    private static string? DescribeMachine(in BugCheck stop) => stop.Code switch
    {
        BugCheckCode.IrqlNotGreaterOrEqual =>
            $"the level was to be raised from {stop.Parameter1} to {stop.Parameter2}, which is lower",
        BugCheckCode.IrqlNotLessOrEqual =>
            $"a {(stop.Parameter3 == 0 ? "read" : "write")} of 0x{stop.Parameter1:X} at IRQL {stop.Parameter2}, "
            + $"where no page can be brought in; by code at 0x{stop.Parameter4:X}",
        BugCheckCode.SpinLockAlreadyOwned => $"the spin lock at 0x{stop.Parameter1:X} is asked for by who holds it",
        BugCheckCode.SpinLockNotOwned =>
            $"the spin lock at 0x{stop.Parameter1:X} is given back by who does not hold it",
        BugCheckCode.ReferenceByPointer =>
            $"the object at 0x{stop.Parameter2:X} is dereferenced, and nobody has a reference to it",
        BugCheckCode.NoMoreSystemPtes =>
            $"{stop.Parameter2} system page-table entries in a row were asked for; {stop.Parameter3} of "
            + $"{stop.Parameter4} are free",
        BugCheckCode.NoPagesAvailable =>
            $"a fault needs a frame, and none of {stop.Parameter2} can be had; {stop.Parameter1} are modified",
        BugCheckCode.PfnListCorrupt =>
            $"what is known of frame 0x{stop.Parameter2:X} was overwritten: entry 0x{stop.Parameter4:X} of page "
            + $"{stop.Parameter3} of a file names it",
        BugCheckCode.PageFaultInNonPagedArea =>
            $"a {(stop.Parameter2 == 0 ? "read" : "write")} of 0x{stop.Parameter1:X}, where nothing is; by code at "
            + $"0x{stop.Parameter3:X}",
        BugCheckCode.KernelStackInpageError =>
            $"a page of a kernel stack could not be read from the paging file: status {stop.Parameter1:X}, "
            + $"file {stop.Parameter3}, page {stop.Parameter4:X}",
        BugCheckCode.KernelDataInpageError =>
            $"the page of 0x{stop.Parameter4:X} could not be read from its paging file (status 0x{stop.Parameter2:X})",
        BugCheckCode.AttemptedWriteToReadOnlyMemory => $"a write of 0x{stop.Parameter1:X}, which may only be read",
        _ => null,
    };

    private static string DescribeCaller(in BugCheck stop, string where) => stop.Parameter1 switch
    {
        0x07 => $"the block was freed before; {where}",
        0x08 => $"an allocation at IRQL {stop.Parameter2} from {Pool(stop.Parameter3)} pool; {where}",
        0x09 => $"a free at IRQL {stop.Parameter2} to {Pool(stop.Parameter3)} pool; {where}",
        0x0A => $"the block was allocated with tag '{new PoolTag((uint)stop.Parameter3)}' and freed with tag "
            + $"'{new PoolTag((uint)stop.Parameter4)}'; {where}",
        0x0D => $"the process that the block is charged to is damaged (0x{stop.Parameter4:X}): something wrote past "
            + $"the block's end; {where}",
        0x41286 => $"a free in the middle of a block of whole pages, at page offset 0x{stop.Parameter4:X}; {where}",
        0x42 => $"a free of an address that was never in any pool; {where}",
        0x44 => $"a free of a nonpaged pool address that is not allocated; {where}",
        0x46 => $"a free of an address that no pool gives out (null, or not aligned); {where}",
        0x50 => $"a free of a paged pool address that is not allocated; {where}",
        0x99 => $"a free of an address at which no block starts; {where}",
        _ => where,
    };

    private static string DescribeHeader(in BugCheck stop, string where) => stop.Parameter1 switch
    {
        0x03 => $"the free list's links are damaged (forward link reads back 0x{stop.Parameter3:X}, backward link "
            + $"0x{stop.Parameter4:X}); {where}",
        0x05 => "two neighbouring headers contradict each other "
            + $"(0x{stop.Parameter2:X}, 0x{stop.Parameter4:X}); {where}",
        0x06 => $"a header's previous size is damaged; {where}",
        0x07 => $"a header is damaged; {where}",
        0x08 => $"a header's block size is zero; {where}",
        0x09 => $"a header's block size reaches past its page; {where}",
        0x0A => $"a header was not found in its page; {where}",
        0x0D => $"a free block's header was changed after it was freed; {where}",
        0x20 => $"the header at 0x{stop.Parameter3:X}, after the block, is damaged: "
            + $"something wrote past the block's end; {where}",
        _ => where,
    };

    private static string Pool(ulong poolType) => (poolType & 1) == 0 ? "nonpaged" : "paged";
}
