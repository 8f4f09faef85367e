using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>One set of free lists with its lock: allocates and frees small blocks inside of pages.</summary>
/// <remarks>
/// NT's POOL_DESCRIPTOR. A block is taken from the exact list first, else from the next larger one and
/// split: at the start of a page the caller gets the front, elsewhere the tail. Remainders go to the tail
/// of their list, merged blocks to the head. A page that is wholly free goes back to the pool's pages
/// (docs/sources.md#pool-descriptor).
/// </remarks>
internal sealed partial class PoolDescriptor<TMachine>
    where TMachine : struct, IMachine
{
    private readonly TMachine _machine;
    private readonly PoolKind _kind;
    private readonly nuint _address;
    private readonly PoolPages<TMachine> _pages;
    private readonly StopGate<TMachine> _gate;
    private readonly FreeLists<TMachine> _lists;
    private readonly PoolPage<TMachine> _inPage;
    private readonly uint _index;
    private readonly Irql _level;

    public PoolDescriptor(
        TMachine machine, PoolKind kind, nuint address, PoolPages<TMachine> pages, StopGate<TMachine> gate)
    {
        _machine = machine;
        _kind = kind;
        _address = address;
        _pages = pages;
        _gate = gate;
        _lists = new FreeLists<TMachine>(machine, address, pages, gate);
        _inPage = new PoolPage<TMachine>(machine, _lists, gate);
        _index = new DescriptorRecord<TMachine>(machine, address).PoolIndex;

        // A block of paged pool may be paged out, so its lock leaves faults possible.
        _level = kind == PoolKind.Paged ? Irql.Apc : Irql.Dispatch;
    }

    /// <summary>The state of pages that hold this descriptor's blocks.</summary>
    public byte PageStateByte => (byte)(PageState<TMachine>.SmallBit | _index);

    /// <summary>Whether nobody holds the lock now.</summary>
    public bool IsLockFree => PoolLock<TMachine>.IsFree(_machine, _address + DescriptorRecord<TMachine>.LockOffset);

    /// <summary>Allocates a block; gets a page for it when no list has one.</summary>
    /// <param name="units">Units with the header.</param>
    /// <param name="tag">Stamped into the header.</param>
    /// <returns>The payload; 0 when the pool is exhausted.</returns>
    public nuint Allocate(uint units, PoolTag tag)
    {
        nuint block = TakeFromLists(units, tag);
        if (block == 0)
        {
            // No lock is held here: getting a page may ask the system for memory.
            nuint page = _pages.Allocate(1, PageStateByte, PageStateByte, key: 0);
            if (page == 0)
            {
                return 0;
            }

            block = TakeFromNewPage(page, units, tag);
        }

        return block + (nuint)TMachine.HeaderByteCount;
    }

    /// <summary>Allocates a block from the lists alone, asking for no page.</summary>
    /// <param name="units">Units with the header.</param>
    /// <param name="tag">Stamped into the header.</param>
    /// <returns>The payload; 0 when no list serves the size.</returns>
    public nuint AllocateFromLists(uint units, PoolTag tag)
    {
        nuint block = TakeFromLists(units, tag);
        return block == 0 ? 0 : block + (nuint)TMachine.HeaderByteCount;
    }

    /// <summary>Frees a block that the door found good.</summary>
    /// <param name="block">Its header.</param>
    /// <param name="tag">The tag it was allocated with.</param>
    public void Free(nuint block, PoolTag tag)
    {
        nuint page = 0;
        using (PoolLock<TMachine> scope = Lock())
        {
            PoolBlock<TMachine> header = new(_machine, block);
            if (header.IsFree)
            {
                _gate.Mistake(PoolStops.DoubleFree(block, header.Payload, header.Word, tag));
            }

            _inPage.CheckNeighbours(block, tag);
            DescriptorRecord<TMachine> record = Begin(scope);
            page = Release(record, block);
            End(record);
        }

        if (page != 0)
        {
            _pages.Free(page, 1);
        }
    }

    /// <summary>Says why a free was refused: a mistake of the caller, or damage.</summary>
    /// <param name="payload">What the caller passed; it lies in a page of this descriptor.</param>
    /// <param name="given">The tag the caller passed.</param>
    /// <param name="isDamage">True when memory is damaged, false when the caller is mistaken.</param>
    public BugCheck Explain(nuint payload, PoolTag given, out bool isDamage)
    {
        using PoolLock<TMachine> scope = Lock();
        return new FreeDiagnosis<TMachine>(_machine, _kind, _index).Explain(payload, given, out isDamage);
    }

    /// <summary>Frees a block whose neighbours were found to agree.</summary>
    /// <returns>Its page when that is wholly free now, and on no list; else 0.</returns>
    private nuint Release(DescriptorRecord<TMachine> record, nuint block)
    {
        PoolBlock<TMachine> header = new(_machine, block);
        uint units = header.Units;
        header.Disown();
        record.RunningDeAllocs++;
        record.TotalBytes -= PoolGeometry<TMachine>.BytesOf(units);
        nuint merged = _inPage.Merge(block, out uint mergedUnits);
        if (mergedUnits == PoolGeometry<TMachine>.UnitsPerPage)
        {
            record.TotalPages--;
            return PoolGeometry<TMachine>.PageOf(block);
        }

        _lists.Insert(merged, mergedUnits, atTail: false);
        return 0;
    }

    private nuint TakeFromLists(uint units, PoolTag tag)
    {
        using PoolLock<TMachine> scope = Lock();
        DescriptorRecord<TMachine> record = Begin(scope);
        nuint block = _lists.TakeFirst(units, out uint found);
        if (block != 0)
        {
            block = _inPage.Split(block, found, units);
            Stamp(block, tag);
            CountAllocation(record, units);
        }

        End(record);
        return block;
    }

    private nuint TakeFromNewPage(nuint page, uint units, PoolTag tag)
    {
        using PoolLock<TMachine> scope = Lock();
        DescriptorRecord<TMachine> record = Begin(scope);
        nuint block = PoolGeometry<TMachine>.FirstBlock(page);
        PoolBlock<TMachine> header = new(_machine, block);
        header.PreviousUnits = 0;
        header.PoolIndex = _index;

        // A whole page's units may not fit the field, so the page is split before anything is stamped.
        _inPage.SplitFront(block, PoolGeometry<TMachine>.UnitsPerPage, units);
        record.TotalPages++;
        Stamp(block, tag);
        CountAllocation(record, units);
        End(record);
        return block;
    }

    private void Stamp(nuint block, PoolTag tag)
    {
        PoolBlock<TMachine> header = new(_machine, block);
        header.PoolIndex = _index;
        header.PoolType = PoolBlock<TMachine>.TypeOf(_kind);
        header.TagField = tag.Value;
    }

    private static void CountAllocation(DescriptorRecord<TMachine> record, uint units)
    {
        record.RunningAllocs++;
        record.TotalBytes += PoolGeometry<TMachine>.BytesOf(units);
    }

    private PoolLock<TMachine> Lock() =>
        new(_machine, _address + DescriptorRecord<TMachine>.LockOffset, _level, _gate);

    private DescriptorRecord<TMachine> Begin(PoolLock<TMachine> scope)
    {
        DescriptorRecord<TMachine> record = new(_machine, _address);
        record.LockWaits += (ulong)scope.WaitCount;
        record.ChangeCount = unchecked(record.ChangeCount + 1);
        return record;
    }

    private static void End(DescriptorRecord<TMachine> record) =>
        record.ChangeCount = unchecked(record.ChangeCount + 1);
}
