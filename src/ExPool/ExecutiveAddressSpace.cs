using System;
using ExPool.Ex.Views;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool;

/// <summary>The memory of an executive as a reader sees it: its tables and the committed pages of its
/// pools.</summary>
internal sealed class ExecutiveAddressSpace<TMachine>(TMachine machine, nuint root) : IAddressSpace
    where TMachine : struct, IMachine
{
    private const int PageShift = 12;

    public int PointerByteCount => TMachine.PointerByteCount;

    public int Read(ulong address, Span<byte> destination)
    {
        RootRecord<TMachine> record = new(machine, root);
        int byteCount = Within(root, record.TablesUsedByteCount, address, destination.Length);
        foreach (PoolKind kind in (ReadOnlySpan<PoolKind>)[PoolKind.NonPaged, PoolKind.Paged])
        {
            PoolRecord<TMachine> pool = new(machine, record.PoolAddress(kind));
            byteCount = Math.Max(
                byteCount, Within(pool.Start, pool.CommittedPageCount << PageShift, address, destination.Length));
        }

        RawBytes<TMachine>.Read(machine, (nuint)address, destination[..byteCount]);
        return byteCount;
    }

    private static int Within(nuint start, nuint byteCount, ulong address, int wanted)
    {
        ulong offset = unchecked(address - start);
        return offset < byteCount ? (int)Math.Min((ulong)wanted, byteCount - offset) : 0;
    }
}
