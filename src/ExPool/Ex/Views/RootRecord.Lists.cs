using ExPool.Machine;

namespace ExPool.Ex.Views;

// What was added after the pool records: lists of what programs made.
internal readonly ref partial struct RootRecord<TMachine>
    where TMachine : struct, IMachine
{
    public const int LookasideListsOffset = 0x910;
    public const int LookasideCountOffset = 0x920;
    public const int LookasideLockOffset = 0x924;

    /// <summary>Records of look-aside lists that are linked, those without a list with them.</summary>
    public uint LookasideCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + LookasideCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + LookasideCountOffset, value);
    }
}
