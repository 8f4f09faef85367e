using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// A pool's record as docs/internals/memory-layout.md describes it, read with pointers and nothing of the
/// engine.
/// </summary>
internal readonly unsafe struct RawPool
{
    private const int PoolsOffset = 0x100;
    private const int PoolRecordByteCount = 0x400;
    private const int DescriptorByteCount = 0x1100;
    private const int ListHeadsOffset = 0x100;
    private const int SharedListByteCount = 0x40;

    private readonly byte* _record;

    private RawPool(byte* record) => _record = record;

    /// <summary>The first address of the pool.</summary>
    public nuint Start => (nuint)Read(0x08);

    public nuint MaximumPageCount => (nuint)Read(0x10);

    public nuint CommittedPageCount => (nuint)Read(0x18);

    /// <summary>Bytes reserved: what the pool may grow to.</summary>
    public nuint ByteCount => MaximumPageCount * Geometry.PageByteCount;

    public static RawPool Of<TMachine>(Executive<TMachine> pools, PoolKind kind)
        where TMachine : struct, IMachine =>
        new((byte*)pools.DebuggerData + PoolsOffset + ((int)kind * PoolRecordByteCount));

    /// <summary>Bytes of the executive's tables that were given out.</summary>
    public static ulong TablesUsedByteCount<TMachine>(Executive<TMachine> pools)
        where TMachine : struct, IMachine => *(ulong*)((byte*)pools.DebuggerData + 0x20);

    /// <summary>The head of a descriptor's list of free blocks of so many units.</summary>
    public nuint ListHead(int descriptor, int units) =>
        (nuint)Read(0x50)
        + (nuint)((descriptor * DescriptorByteCount) + ListHeadsOffset + ((units - 1) * 16));

    /// <summary>Blocks in the list of a class that all processors share.</summary>
    public int SharedDepth(int number) => *(int*)(Read(0x3A0) + (ulong)(number * SharedListByteCount) + 4);

    private ulong Read(int offset) => *(ulong*)(_record + offset);
}
