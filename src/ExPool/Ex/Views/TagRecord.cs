using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>What all processors share about one tag: who used it first, and counters for those without an
/// entry of their own.</summary>
/// <remarks>NT's POOL_TRACKER_TABLE entry of the master table. The tag never changes; the shared counters
/// are added to interlocked.</remarks>
internal readonly ref struct TagRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x100;
    public const int SharedOffset = 0x10;
    public const int CallSiteOffset = 0x52;
    public const int CallSiteMaximumByteCount = 0xAE;
    public const uint CallSiteReady = 1;
    public const int TagOffset = 0x0;
    public const int FlagsOffset = 0x4;
    public const int FirstTickOffset = 0x8;
    public const int CallSiteByteCountOffset = 0x50;

    public nuint Address => address;

    public uint Tag
    {
        get => Cell<TMachine>.Read<uint>(machine, address + TagOffset);
        set => Cell<TMachine>.Write(machine, address + TagOffset, value);
    }

    /// <summary>Bit 0: the call site is complete.</summary>
    public uint Flags
    {
        get => Cell<TMachine>.ReadShared32(machine, address + FlagsOffset);
        set => Cell<TMachine>.Publish32(machine, address + FlagsOffset, value);
    }

    public long FirstTick
    {
        get => Cell<TMachine>.Read<long>(machine, address + FirstTickOffset);
        set => Cell<TMachine>.Write(machine, address + FirstTickOffset, value);
    }

    public ushort CallSiteByteCount
    {
        get => Cell<TMachine>.Read<ushort>(machine, address + CallSiteByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + CallSiteByteCountOffset, value);
    }

    public nuint CallSiteAddress => address + CallSiteOffset;

    /// <summary>Counts for a processor that has no entry of its own.</summary>
    public void AddShared(PoolKind kind, TrackerField field, ulong value) =>
        Cell<TMachine>.AddShared(machine, address + SharedOffset + ((nuint)kind * 0x20) + ((nuint)field * 8), value);
}
