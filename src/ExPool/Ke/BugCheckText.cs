namespace ExPool.Ke;

/// <summary>Says in words what a stop means.</summary>
internal static class BugCheckText
{
    /// <summary>NT's name of a stop code, as in its bug check reference.</summary>
    public static string Name(BugCheckCode code) => code switch
    {
        BugCheckCode.IrqlNotLessOrEqual => "IRQL_NOT_LESS_OR_EQUAL",
        BugCheckCode.BadPoolHeader => "BAD_POOL_HEADER",
        BugCheckCode.PageFaultInNonPagedArea => "PAGE_FAULT_IN_NONPAGED_AREA",
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
            _ => where,
        };
    }

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
