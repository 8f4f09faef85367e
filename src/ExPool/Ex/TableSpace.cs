using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;

namespace ExPool.Ex;

/// <summary>Gives out the memory of the executive's own tables.</summary>
/// <remarks>
/// One reservation of its maximum size, with the root block at its start; then the tables that grow in
/// place, each with its own address range; then tables of fixed size, one after another. Nothing is ever
/// given back: a reader may look at any table at any time.
/// </remarks>
internal sealed class TableSpace<TMachine>(TMachine machine, nuint root, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    private const nuint Alignment = 64; // A cache line: tables of two owners share none.
    private const nuint CommitByteCount = 256 * 1024;

    private const ulong SharedByteCount = 8UL << 20;
    private const ulong ProcessorByteCount = 2UL << 20;

    // A machine of 32 bits has 2 GiB for all of its system.
    private static ulong LargestByteCount => TMachine.PointerByteCount == 8 ? 4UL << 30 : 64UL << 20;

    /// <summary>The address space that the tables need beside those that grow in place: trackers, look-aside lists,
    /// and what programs make.</summary>
    /// <param name="processorCount">Processors that there may be. A machine of thousands has some that are
    /// idle.</param>
    public static ulong FreeSpaceByteCount(int processorCount) =>
        Math.Min(LargestByteCount, SharedByteCount + ((ulong)processorCount * ProcessorByteCount));

    /// <summary>Reserves the tables and commits the root block.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="byteCount">The maximum, whole pages.</param>
    /// <param name="root">The root block; 0 on failure.</param>
    public static NtStatus Create(TMachine machine, ulong byteCount, out nuint root)
    {
        nuint pageCount = (nuint)(byteCount >> PoolGeometry<TMachine>.PageShift);
        NtStatus status = machine.ReservePages(SystemVaType.BootLoaded, pageCount, out root);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = machine.CommitPages(root, RootRecord<TMachine>.ByteCount >> PoolGeometry<TMachine>.PageShift);
        if (status == NtStatus.Success)
        {
            RootRecord<TMachine> record = new(machine, root);
            record.TablesAddress = root;
            record.TablesByteCount = (nuint)byteCount;
            record.TablesUsedByteCount = RootRecord<TMachine>.ByteCount;
            record.TablesCommittedByteCount = RootRecord<TMachine>.ByteCount;
        }

        return status;
    }

    /// <summary>At boot: takes address space for a table that grows in place.</summary>
    /// <param name="byteCount">Its maximum.</param>
    public nuint Reserve(nuint byteCount)
    {
        RootRecord<TMachine> record = new(machine, root);
        nuint start = record.TablesUsedByteCount;
        nuint end = RoundToPages(start + byteCount);
        record.TablesUsedByteCount = end;
        record.TablesCommittedByteCount = end;
        return root + start;
    }

    /// <summary>Commits the next part of a table that grows in place.</summary>
    /// <param name="address">What <see cref="Reserve"/> gave.</param>
    /// <param name="from">Bytes committed so far.</param>
    /// <param name="to">Bytes needed from now on.</param>
    /// <returns>False when the system has no memory; the table is as it was.</returns>
    public bool Grow(nuint address, nuint from, nuint to)
    {
        nuint first = from == 0 ? 0 : RoundToPages(from);
        nuint end = RoundToPages(to);
        return end <= first
            || machine.CommitPages(address + first, (end - first) >> PoolGeometry<TMachine>.PageShift)
                == NtStatus.Success;
    }

    /// <summary>Takes memory for a table of fixed size; it is zero.</summary>
    /// <param name="byteCount">Bytes, from 1.</param>
    /// <returns>An address aligned to 64; 0 when the tables are full or the system has no memory.</returns>
    public nuint Take(nuint byteCount)
    {
        RootRecord<TMachine> record = new(machine, root);
        using PoolLock<TMachine> scope = new(
            machine, root + RootRecord<TMachine>.TablesLockOffset, Irql.Dispatch, gate);
        nuint start = (record.TablesUsedByteCount + Alignment - 1) & ~(Alignment - 1);
        nuint end = start + byteCount;
        if (byteCount > record.TablesByteCount || end > record.TablesByteCount)
        {
            return 0;
        }

        nuint committed = record.TablesCommittedByteCount;
        if (end > committed)
        {
            nuint next = Math.Min(
                RoundToPages(Math.Max(end, committed + CommitByteCount)), record.TablesByteCount);
            nuint pageCount = (next - committed) >> PoolGeometry<TMachine>.PageShift;
            if (machine.CommitPages(root + committed, pageCount) != NtStatus.Success)
            {
                return 0;
            }

            record.TablesCommittedByteCount = next;
        }

        record.TablesUsedByteCount = end;
        return root + start;
    }

    private static nuint RoundToPages(nuint byteCount) =>
        PoolGeometry<TMachine>.PagesFor(byteCount) << PoolGeometry<TMachine>.PageShift;
}
