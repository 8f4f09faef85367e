namespace ExPool.Ke;

/// <summary>A stop: its code, its four parameters and the tag of the block that it is about.</summary>
/// <param name="Code">The stop code; <see cref="BugCheckCode.None"/> is no stop.</param>
/// <param name="Parameter1">The first parameter; for pool stops it says which kind.</param>
/// <param name="Parameter2">The second parameter.</param>
/// <param name="Parameter3">The third parameter.</param>
/// <param name="Parameter4">The fourth parameter.</param>
/// <param name="Tag">The tag of the block, or of the call; none where no tag can be known.</param>
/// <param name="Address">The address that the caller passed, or the damaged header.</param>
public readonly record struct BugCheck(
    BugCheckCode Code,
    ulong Parameter1,
    ulong Parameter2,
    ulong Parameter3,
    ulong Parameter4,
    PoolTag Tag,
    ulong Address)
{
    /// <summary>The stop as a blue screen prints it, then what it means, with tag and address.</summary>
    public override string ToString() =>
        $"STOP 0x{(uint)Code:X8} (0x{Parameter1:X}, 0x{Parameter2:X}, 0x{Parameter3:X}, 0x{Parameter4:X}) "
        + $"{BugCheckText.Name(Code)}: {BugCheckText.Describe(this)}";
}
