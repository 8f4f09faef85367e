using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// A pool's record as docs/internals/memory-layout.md describes it, read with nothing of the engine.
/// </summary>
internal readonly struct RawPool<TMachine>(MachineMemory<TMachine> memory, nuint record)
    where TMachine : struct, IMachine
{
    private const int DescriptorByteCount = 0x1100;
    private const int ListHeadsOffset = 0x100;
    private const int SharedListByteCount = 0x40;

    /// <summary>The first address of the pool.</summary>
    public nuint Start => (nuint)Word(0x08);

    public nuint MaximumPageCount => (nuint)Word(0x10);

    public nuint CommittedPageCount => (nuint)Word(0x18);

    /// <summary>Bytes reserved: what the pool may grow to.</summary>
    public nuint ByteCount => MaximumPageCount * Geometry.PageByteCount;

    /// <summary>When the system last refused the pool memory; 0 for never.</summary>
    public long RefusalTick
    {
        get => memory.Read<long>(record + 0x78);
        set => memory.Write(record + 0x78, value);
    }

    /// <summary>The head of a descriptor's list of free blocks of so many units.</summary>
    public nuint ListHead(int descriptor, int units)
    {
        int entryByteCount = 2 * TMachine.PointerByteCount;
        return (nuint)Word(0x50)
            + (nuint)((descriptor * DescriptorByteCount) + ListHeadsOffset + ((units - 1) * entryByteCount));
    }

    /// <summary>Blocks in the list of a class that all processors share.</summary>
    public int SharedDepth(int number) =>
        memory.Read<int>((nuint)Word(0x3A0) + (nuint)(number * SharedListByteCount) + 4);

    private ulong Word(int offset) => memory.Read<ulong>(record + (nuint)offset);
}
