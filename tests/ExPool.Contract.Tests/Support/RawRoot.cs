using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// The root block as docs/internals/memory-layout.md describes it, and the way from it to the other tables.
/// </summary>
internal readonly struct RawRoot<TMachine>(Executive<TMachine> pools)
    where TMachine : struct, IMachine
{
    public const int ProcessesAddressOffset = 0x900;
    public const int ProcessCountOffset = 0x908;
    public const int LookasideListsOffset = 0x910;
    public const int LookasideCountOffset = 0x920;

    private const int PoolsOffset = 0x100;
    private const int PoolRecordByteCount = 0x400;
    private const int ProcessorsOffset = 0x70;
    private const int ProcessorCountOffset = 0x78;

    private MachineMemory<TMachine> Memory => pools.Memory();

    /// <summary>Bytes of the executive's tables that were given out.</summary>
    public ulong TablesUsedByteCount => Memory.Read<ulong>(pools.DebuggerData + 0x20);

    /// <summary>Process records that are linked.</summary>
    public uint ProcessCount => Memory.Read<uint>(pools.DebuggerData + ProcessCountOffset);

    /// <summary>Records of look-aside lists that are linked.</summary>
    public uint LookasideCount => Memory.Read<uint>(pools.DebuggerData + LookasideCountOffset);

    public RawPool<TMachine> Pool(PoolKind kind) =>
        new(Memory, pools.DebuggerData + PoolsOffset + (nuint)((int)kind * PoolRecordByteCount));

    /// <summary>The running processor's block; it must have one.</summary>
    public RawProcessor<TMachine> CurrentProcessor() => Processor(pools.Machine.CurrentProcessor);

    /// <summary>The blocks of all processors that ever were.</summary>
    public IReadOnlyList<RawProcessor<TMachine>> Processors()
    {
        int count = Memory.Read<int>(pools.DebuggerData + ProcessorCountOffset);
        Func<int, RawProcessor<TMachine>> at = Processor;
        return [.. Enumerable.Range(0, count).Select(at).Where(processor => processor.Address != 0)];
    }

    private RawProcessor<TMachine> Processor(int number)
    {
        nuint slots = (nuint)Memory.Read<ulong>(pools.DebuggerData + ProcessorsOffset);
        return new(Memory, (nuint)Memory.Read<ulong>(slots + (nuint)(number * sizeof(ulong))));
    }
}
