using System;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

// Blocks that come and go in batches, between the look-aside lists and the free lists: the lock is paid once for many.
internal sealed partial class PoolDescriptor<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>The most blocks that are freed under one hold of the lock: NT's deferred frees.</summary>
    public const int DeferredFreeMaximum = 32;

    /// <summary>Takes blocks of one size for a look-aside list; gets a page for them when no list has any.</summary>
    /// <param name="units">Units with the header.</param>
    /// <param name="payloads">Where they go.</param>
    /// <returns>How many were taken; 0 when the pool is exhausted.</returns>
    public int AllocateMany(uint units, Span<nuint> payloads)
    {
        int count = AllocateManyFromLists(units, payloads);
        if (count != 0)
        {
            return count;
        }

        nuint page = _pages.Allocate(1, PageStateByte, PageStateByte, key: 0);
        if (page == 0)
        {
            return 0;
        }

        using PoolLock<TMachine> scope = Lock();
        DescriptorRecord<TMachine> record = Begin(scope);
        nuint block = PoolGeometry<TMachine>.FirstBlock(page);
        PoolBlock<TMachine> header = new(_machine, block);
        header.PreviousUnits = 0;
        header.PoolIndex = _index;
        record.TotalPages++;
        count = Cut(record, block, PoolGeometry<TMachine>.UnitsPerPage, units, payloads);
        End(record);
        return count;
    }

    /// <summary>Takes blocks of one size for a look-aside list from the free lists alone.</summary>
    /// <returns>How many were taken.</returns>
    public int AllocateManyFromLists(uint units, Span<nuint> payloads)
    {
        using PoolLock<TMachine> scope = Lock();
        DescriptorRecord<TMachine> record = Begin(scope);
        int count = 0;
        while (count < payloads.Length)
        {
            nuint block = _lists.TakeFirst(units, out uint found);
            if (block == 0)
            {
                break;
            }

            count += Cut(record, block, found, units, payloads[count..]);
        }

        End(record);
        return count;
    }

    /// <summary>Frees blocks that a look-aside list gave up.</summary>
    /// <param name="payloads">At most <see cref="DeferredFreeMaximum"/>, all of this descriptor.</param>
    [SkipLocalsInit]
    public void FreeMany(ReadOnlySpan<nuint> payloads)
    {
        Span<nuint> pages = stackalloc nuint[DeferredFreeMaximum];
        int pageCount = 0;
        using (PoolLock<TMachine> scope = Lock())
        {
            DescriptorRecord<TMachine> record = Begin(scope);
            foreach (nuint payload in payloads)
            {
                nuint block = payload - (nuint)TMachine.HeaderByteCount;
                PoolTag tag = new PoolBlock<TMachine>(_machine, block).Tag;
                if (!IsHeld(block))
                {
                    // Two threads freed it at once, or its header was overwritten while it was nobody's.
                    _gate.Damage(PoolStops.FreeBlockChanged(block, tag));
                }

                _inPage.CheckNeighbours(block, tag);
                nuint page = Release(record, block);
                if (page != 0)
                {
                    pages[pageCount++] = page;
                }
            }

            End(record);
        }

        foreach (nuint page in pages[..pageCount])
        {
            _pages.Free(page, 1);
        }
    }

    /// <summary>Stops if the headers around a block do not agree with it.</summary>
    public void CheckNeighbours(nuint block, PoolTag tag)
    {
        using PoolLock<TMachine> scope = Lock();
        _inPage.CheckNeighbours(block, tag);
    }

    /// <summary>Whether a block is one of a look-aside list, by its page and its header.</summary>
    private bool IsHeld(nuint block)
    {
        PoolBlock<TMachine> header = new(_machine, block);
        return _pages.StateOf(block) == PageStateByte
            && header.PoolType == PoolBlock<TMachine>.TypeOf(_kind)
            && (header.TagField & PoolBlock<TMachine>.NotAllocatedBit) != 0;
    }

    private int Cut(
        DescriptorRecord<TMachine> record, nuint block, uint found, uint units, Span<nuint> payloads)
    {
        int count = (int)Math.Min(found / units, (uint)payloads.Length);
        _inPage.SplitMany(block, found, units, _kind, payloads[..count]);
        record.RunningAllocs += (uint)count;
        record.TotalBytes += PoolGeometry<TMachine>.BytesOf(units) * (uint)count;
        return count;
    }
}
