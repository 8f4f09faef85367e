using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>What one processor (on the host, one thread) keeps for itself.</summary>
/// <remarks>NT's KPRCB. One writer, its owner; readers see an entry only when TrackerCount counts it.</remarks>
internal readonly ref struct ProcessorRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x100;
    public const int TrackerChunksOffset = 0x20;
    public const int TrackerChunkCount = 0x14;
    public const int FirstChunkEntryCount = 0x40;
    public const int NumberOffset = 0x0;
    public const int TrackerIndexAddressOffset = 0x8;
    public const int TrackerIndexMaskOffset = 0x10;
    public const int TrackerCountOffset = 0x14;

    public nuint Address => address;

    public uint Number
    {
        get => Cell<TMachine>.Read<uint>(machine, address + NumberOffset);
        set => Cell<TMachine>.Write(machine, address + NumberOffset, value);
    }

    public nuint TrackerIndexAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + TrackerIndexAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + TrackerIndexAddressOffset, value);
    }

    public uint TrackerIndexMask
    {
        get => Cell<TMachine>.Read<uint>(machine, address + TrackerIndexMaskOffset);
        set => Cell<TMachine>.Write(machine, address + TrackerIndexMaskOffset, value);
    }

    public uint TrackerCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + TrackerCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + TrackerCountOffset, value);
    }

    public nuint TrackerChunk(int chunk) =>
        (nuint)Cell<TMachine>.Read<ulong>(machine, address + TrackerChunksOffset + (nuint)(chunk * 8));

    public void SetTrackerChunk(int chunk, nuint value) =>
        Cell<TMachine>.Write<ulong>(machine, address + TrackerChunksOffset + (nuint)(chunk * 8), value);
}
