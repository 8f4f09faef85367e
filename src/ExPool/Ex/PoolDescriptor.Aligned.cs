using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

// Blocks whose payload starts a cache line; freed as any other.
internal sealed partial class PoolDescriptor<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Allocates an aligned block; gets a page for it when no list has one.</summary>
    /// <param name="units">Units with the header, at most what an aligned block may have.</param>
    /// <param name="tag">Stamped into the header.</param>
    /// <returns>The payload; 0 when the pool is exhausted.</returns>
    public nuint AllocateAligned(uint units, PoolTag tag)
    {
        nuint payload = AllocateAlignedFromLists(units, tag);
        if (payload != 0)
        {
            return payload;
        }

        // No lock is held here: getting a page may ask the system for memory.
        nuint page = _pages.Allocate(1, PageStateByte, PageStateByte, key: 0);
        return page == 0 ? 0 : TakeAlignedFromNewPage(page, units, tag) + (nuint)TMachine.HeaderByteCount;
    }

    /// <summary>Allocates an aligned block from the lists alone, asking for no page.</summary>
    /// <param name="units">Units with the header.</param>
    /// <param name="tag">Stamped into the header.</param>
    /// <returns>The payload; 0 when no list serves it.</returns>
    public nuint AllocateAlignedFromLists(uint units, PoolTag tag)
    {
        using PoolLock<TMachine> scope = Lock();
        DescriptorRecord<TMachine> record = Begin(scope);
        nuint payload = 0;
        nuint block = _lists.TakeAligned(units, out uint found);
        if (block != 0)
        {
            block = _inPage.SplitAligned(block, found, units);
            Stamp(block, tag);
            CountAllocation(record, units);
            payload = block + (nuint)TMachine.HeaderByteCount;
        }

        End(record);
        return payload;
    }

    private nuint TakeAlignedFromNewPage(nuint page, uint units, PoolTag tag)
    {
        using PoolLock<TMachine> scope = Lock();
        DescriptorRecord<TMachine> record = Begin(scope);
        nuint block = PoolGeometry<TMachine>.FirstBlock(page);
        PoolBlock<TMachine> header = new(_machine, block);
        header.PreviousUnits = 0;
        header.PoolIndex = _index;
        header.TagField = 0;
        block = _inPage.SplitAligned(block, PoolGeometry<TMachine>.UnitsPerPage, units);
        record.TotalPages++;
        Stamp(block, tag);
        CountAllocation(record, units);
        End(record);
        return block;
    }
}
