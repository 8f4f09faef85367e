using System.Collections.Generic;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The records of all look-aside lists that programs made, linked for readers.</summary>
/// <remarks>
/// NT's ExNPagedLookasideListHead and ExPagedLookasideListHead, as one list. A record never leaves it: that of
/// a deleted list is unused until the next list has it, so a reader follows the links at any time, without a lock.
/// </remarks>
internal sealed class LookasideTable<TMachine>(
    TMachine machine, nuint root, TableSpace<TMachine> tables, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    // What a reader follows; at 128 bytes, 8 MiB of the tables.
    private const uint MaximumCount = 1 << 16;

    private nuint HeadAddress => root + RootRecord<TMachine>.LookasideListsOffset;

    /// <summary>A record for a new list, not in use yet.</summary>
    /// <returns>0 when the tables are full.</returns>
    public nuint Take()
    {
        nuint record = TakeUnused();
        if (record == 0)
        {
            // No lock is held: the tables may have to ask the system for memory.
            bool hasRoom = new RootRecord<TMachine>(machine, root).LookasideCount < MaximumCount;
            record = hasRoom ? tables.Take(LookasideRecord<TMachine>.ByteCount) : 0;
            if (record != 0)
            {
                Link(record);
            }
        }

        return record;
    }

    /// <summary>The records of all lists that are in use.</summary>
    public List<nuint> FindLists()
    {
        List<nuint> lists = [];
        nuint entry = HeadAddress;
        for (uint left = new RootRecord<TMachine>(machine, root).LookasideCount; left != 0; left--)
        {
            entry = new ListEntry<TMachine>(machine, entry).Flink;
            nuint record = entry - (nuint)LookasideRecord<TMachine>.ListEntryOffset;
            if (new LookasideRecord<TMachine>(machine, record).State == LookasideRecord<TMachine>.InUse)
            {
                lists.Add(record);
            }
        }

        return lists;
    }

    /// <summary>Gives the record of a deleted list to the next one.</summary>
    public void GiveBack(nuint record) =>
        _ = new LookasideRecord<TMachine>(machine, record) { State = LookasideRecord<TMachine>.Unused };

    private nuint TakeUnused()
    {
        using PoolLock<TMachine> scope = Lock();
        uint count = new RootRecord<TMachine>(machine, root).LookasideCount;
        nuint entry = HeadAddress;
        for (uint index = 0; index < count; index++)
        {
            entry = new ListEntry<TMachine>(machine, entry).Flink;
            LookasideRecord<TMachine> record = new(machine, entry - (nuint)LookasideRecord<TMachine>.ListEntryOffset);
            if (record.State == LookasideRecord<TMachine>.Unused)
            {
                record.State = LookasideRecord<TMachine>.BeingMade;
                return record.Address;
            }
        }

        return 0;
    }

    private void Link(nuint record)
    {
        using PoolLock<TMachine> scope = Lock();
        _ = new LookasideRecord<TMachine>(machine, record) { State = LookasideRecord<TMachine>.BeingMade };
        RootRecord<TMachine> rootRecord = new(machine, root);
        nuint head = HeadAddress;
        ListEntry<TMachine> first = new(machine, head);
        nuint last = rootRecord.LookasideCount == 0 ? head : first.Blink;
        nuint entry = record + (nuint)LookasideRecord<TMachine>.ListEntryOffset;
        ListEntry<TMachine> own = new(machine, entry);
        own.Flink = head;
        own.Blink = last;
        ListEntry<TMachine> before = new(machine, last);
        before.Flink = entry;
        first.Blink = entry;

        // Last: a reader follows so many links and no more.
        rootRecord.LookasideCount++;
    }

    private PoolLock<TMachine> Lock() =>
        new(machine, root + RootRecord<TMachine>.LookasideLockOffset, Irql.Dispatch, gate);
}
