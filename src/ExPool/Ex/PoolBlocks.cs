using System;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Where the blocks of one pool come from and go back to, behind all look-aside lists: descriptors for
/// small blocks, whole pages for large ones.</summary>
internal sealed class PoolBlocks<TMachine>
    where TMachine : struct, IMachine
{
    private readonly TMachine _machine;
    private readonly PoolPages<TMachine> _pages;
    private readonly PoolDescriptor<TMachine>[] _descriptors;

    public PoolBlocks(TMachine machine, PoolKind kind, PoolPages<TMachine> pages, StopGate<TMachine> gate)
    {
        _machine = machine;
        _pages = pages;
        Big = new BigPool<TMachine>(machine, pages);
        PoolRecord<TMachine> record = new(machine, pages.Record);
        _descriptors = new PoolDescriptor<TMachine>[record.DescriptorCount];
        for (uint index = 0; index < _descriptors.Length; index++)
        {
            _descriptors[index] = new PoolDescriptor<TMachine>(
                machine, kind, record.DescriptorAddress(index), pages, gate);
        }
    }

    /// <summary>The blocks of whole pages.</summary>
    public BigPool<TMachine> Big { get; }

    /// <summary>The descriptor of a number.</summary>
    public PoolDescriptor<TMachine> Descriptor(uint index) => _descriptors[index];

    /// <summary>Allocates one small block.</summary>
    /// <returns>The payload, stamped; 0 when the pool is exhausted.</returns>
    public nuint AllocateSmall(uint units, PoolTag tag)
    {
        nuint address = Choose().Allocate(units, tag);
        return address != 0 ? address : AllocateFromAnyList(units, tag);
    }

    /// <summary>Takes blocks of one class for a look-aside list; they are marked as held.</summary>
    /// <param name="number">The class.</param>
    /// <param name="payloads">Where they go.</param>
    /// <returns>How many were taken, 0 when the pool is exhausted. Of large blocks at most one: a list of
    /// those is filled by frees.</returns>
    public int Take(uint number, Span<nuint> payloads)
    {
        if (LookasideClass<TMachine>.IsBig(number))
        {
            payloads[0] = Big.Allocate(LookasideClass<TMachine>.PagesOf(number), RunRecord<TMachine>.NotAllocatedBit);
            return payloads[0] == 0 ? 0 : 1;
        }

        int count = Choose().AllocateMany(number, payloads);
        for (int index = 0; count == 0 && index < _descriptors.Length; index++)
        {
            count = _descriptors[index].AllocateManyFromLists(number, payloads);
        }

        return count;
    }

    /// <summary>Gives blocks back that a look-aside list held.</summary>
    /// <param name="number">Their class.</param>
    /// <param name="payloads">Their payloads.</param>
    public void Return(uint number, ReadOnlySpan<nuint> payloads)
    {
        if (LookasideClass<TMachine>.IsBig(number))
        {
            foreach (nuint payload in payloads)
            {
                Big.Free(payload);
            }

            return;
        }

        // Sorted by descriptor and in batches, so that each lock is taken once for many and never held long.
        Span<nuint> batch = stackalloc nuint[PoolDescriptor<TMachine>.DeferredFreeMaximum];
        for (uint index = 0; index < _descriptors.Length; index++)
        {
            int count = 0;
            foreach (nuint payload in payloads)
            {
                if (DescriptorOf(payload) != index)
                {
                    continue;
                }

                batch[count++] = payload;
                if (count == batch.Length)
                {
                    _descriptors[index].FreeMany(batch);
                    count = 0;
                }
            }

            if (count != 0)
            {
                _descriptors[index].FreeMany(batch[..count]);
            }
        }
    }

    /// <summary>The descriptor whose page an address lies in.</summary>
    private uint DescriptorOf(nuint payload) => (uint)_pages.StateOf(payload) & PageState<TMachine>.DescriptorMask;

    /// <summary>No page is left for the chosen descriptor; what another one has free is still the pool's.</summary>
    private nuint AllocateFromAnyList(uint units, PoolTag tag)
    {
        foreach (PoolDescriptor<TMachine> descriptor in _descriptors)
        {
            nuint address = descriptor.AllocateFromLists(units, tag);
            if (address != 0)
            {
                return address;
            }
        }

        return 0;
    }

    /// <summary>NT's choice: the next pool after the last one used, or the first after it whose lock is
    /// free.</summary>
    private PoolDescriptor<TMachine> Choose()
    {
        int count = _descriptors.Length - 1;
        if (count == 0)
        {
            return _descriptors[0];
        }

        PoolRecord<TMachine> record = new(_machine, _pages.Record);
        uint rotor = unchecked(record.Rotor + 1);
        record.Rotor = rotor;
        for (int tried = 0; tried < count; tried++)
        {
            PoolDescriptor<TMachine> candidate = _descriptors[1 + (int)(unchecked(rotor + (uint)tried) % (uint)count)];
            if (candidate.IsLockFree)
            {
                return candidate;
            }
        }

        return _descriptors[1 + (int)(rotor % (uint)count)];
    }
}
