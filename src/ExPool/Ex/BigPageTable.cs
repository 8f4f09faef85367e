using System.Threading;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Finds tag and length of a block of whole pages by its address.</summary>
/// <remarks>
/// NT's big-page table: a hash of the page number, linear probing, an entry freed by setting bit 0 of its
/// address and used again by the next block that probes over it. It doubles when half of it lives; the old
/// table stays as it was, for readers. A block that the table cannot take is counted under tag "BIG "
/// (docs/sources.md#big-pages).
/// </remarks>
internal sealed class BigPageTable<TMachine>(
    TMachine machine, nuint root, TableSpace<TMachine> tables, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    private const uint FirstCapacity = 512;
    private const uint MaximumCapacity = 1u << 28;

    private int _isGrowing;

    /// <summary>At boot: makes the first table.</summary>
    public bool Create() => TryGrow(0);

    /// <summary>Records a block.</summary>
    /// <returns>The tag to count it under: its own, or "BIG " when the table is full.</returns>
    public PoolTag Insert(nuint address, PoolTag tag, PoolKind kind, ulong byteCount)
    {
        RootRecord<TMachine> record = new(machine, root);
        uint capacity = record.BigPagesCapacity;
        if (record.BigPagesUsed >= capacity / 2)
        {
            TryGrow(capacity);
        }

        using PoolLock<TMachine> scope = Lock();
        if (record.BigPagesUsed + 1 >= record.BigPagesCapacity)
        {
            record.BigPagesOverflow++;
            return PoolTag.Big;
        }

        record.BigPagesChangeCount = unchecked(record.BigPagesChangeCount + 1);
        Place(record.BigPagesAddress, record.BigPagesCapacity, address, tag.Value, (uint)kind, byteCount);
        record.BigPagesUsed++;
        record.BigPagesChangeCount = unchecked(record.BigPagesChangeCount + 1);
        return tag;
    }

    /// <summary>Forgets a block.</summary>
    /// <param name="address">Its first page.</param>
    /// <param name="given">The tag the caller gave; none is not checked.</param>
    /// <param name="tag">The tag it was recorded with.</param>
    public BigPageRemoval Remove(nuint address, PoolTag given, out PoolTag tag)
    {
        using PoolLock<TMachine> scope = Lock();
        RootRecord<TMachine> record = new(machine, root);
        nuint found = Find(record, address);
        if (found == 0)
        {
            tag = PoolTag.Big;
            if (record.BigPagesOverflow == 0)
            {
                return BigPageRemoval.Missing;
            }

            record.BigPagesOverflow--;
            return BigPageRemoval.Overflowed;
        }

        BigPageRecord<TMachine> entry = new(machine, found);
        tag = new PoolTag(entry.Key);
        if (!given.IsNone && given != tag)
        {
            return BigPageRemoval.WrongTag;
        }

        record.BigPagesChangeCount = unchecked(record.BigPagesChangeCount + 1);
        entry.Va |= BigPageRecord<TMachine>.FreedBit;
        record.BigPagesUsed--;
        record.BigPagesChangeCount = unchecked(record.BigPagesChangeCount + 1);
        return BigPageRemoval.Removed;
    }

    private static bool IsLive(ulong va) => va != 0 && (va & BigPageRecord<TMachine>.FreedBit) == 0;

    /// <summary>NT's hash: the page number, folded.</summary>
    private static uint Hash(ulong address, uint capacity)
    {
        ulong page = address >> PoolGeometry<TMachine>.PageShift;
        return (uint)((page ^ (page >> 8) ^ (page >> 16) ^ (page >> 24)) & (capacity - 1));
    }

    private static nuint EntryAt(nuint table, uint index) => table + (index * (nuint)BigPageRecord<TMachine>.ByteCount);

    private nuint Find(RootRecord<TMachine> record, nuint address)
    {
        uint capacity = record.BigPagesCapacity;
        uint index = Hash(address, capacity);
        for (uint probe = 0; probe < capacity; probe++)
        {
            nuint entry = EntryAt(record.BigPagesAddress, index);
            ulong va = new BigPageRecord<TMachine>(machine, entry).Va;
            if (va == address)
            {
                return entry;
            }

            if (va == 0)
            {
                return 0;
            }

            index = (index + 1) & (capacity - 1);
        }

        return 0;
    }

    private void Place(nuint table, uint capacity, nuint address, uint tag, uint poolType, ulong byteCount)
    {
        uint index = Hash(address, capacity);
        while (IsLive(new BigPageRecord<TMachine>(machine, EntryAt(table, index)).Va))
        {
            index = (index + 1) & (capacity - 1);
        }

        BigPageRecord<TMachine> entry = new(machine, EntryAt(table, index));
        entry.Key = tag;
        entry.PoolType = poolType;
        entry.NumberOfBytes = byteCount;
        entry.Va = address;
    }

    /// <summary>Doubles the table. Its memory is taken before the lock; meanwhile others go on with the
    /// half that is free.</summary>
    private bool TryGrow(uint seen)
    {
        uint capacity = seen == 0 ? FirstCapacity : seen * 2;
        if (capacity > MaximumCapacity || Interlocked.Exchange(ref _isGrowing, 1) != 0)
        {
            return false;
        }

        nuint table = new RootRecord<TMachine>(machine, root).BigPagesCapacity == seen
            ? tables.Take(capacity * (nuint)BigPageRecord<TMachine>.ByteCount)
            : 0;
        if (table != 0)
        {
            MoveTo(table, capacity);
        }

        Volatile.Write(ref _isGrowing, 0);
        return table != 0;
    }

    private void MoveTo(nuint table, uint capacity)
    {
        using PoolLock<TMachine> scope = Lock();
        RootRecord<TMachine> record = new(machine, root);
        record.BigPagesChangeCount = unchecked(record.BigPagesChangeCount + 1);
        nuint old = record.BigPagesAddress;
        uint oldCapacity = record.BigPagesCapacity;
        for (uint index = 0; index < oldCapacity; index++)
        {
            BigPageRecord<TMachine> entry = new(machine, EntryAt(old, index));
            if (IsLive(entry.Va))
            {
                Place(table, capacity, (nuint)entry.Va, entry.Key, entry.PoolType, entry.NumberOfBytes);
            }
        }

        record.BigPagesAddress = table;
        record.BigPagesCapacity = capacity;
        record.BigPagesChangeCount = unchecked(record.BigPagesChangeCount + 1);
    }

    private PoolLock<TMachine> Lock() =>
        new(machine, root + RootRecord<TMachine>.BigPagesLockOffset, Irql.Dispatch, gate);
}
