using System;
using System.Runtime.CompilerServices;
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
    private readonly StopGate<TMachine> _gate;
    private readonly PoolDescriptor<TMachine>[] _descriptors;
    private readonly uint _firstSmall;
    private readonly int _nodeCount;

    public PoolBlocks(TMachine machine, PoolKind kind, PoolPages<TMachine> pages, StopGate<TMachine> gate)
    {
        _machine = machine;
        _pages = pages;
        _gate = gate;
        Big = new BigPool<TMachine>(machine, pages);

        // Descriptor 0 of paged pool stands for whole pages alone.
        _firstSmall = kind == PoolKind.Paged ? 1u : 0u;
        _nodeCount = machine.Facts.NodeCount;
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

    /// <summary>Allocates one small block whose payload starts a cache line.</summary>
    /// <returns>The payload, stamped; 0 when the pool is exhausted.</returns>
    public nuint AllocateAligned(uint units, PoolTag tag)
    {
        nuint address = Choose().AllocateAligned(units, tag);
        for (int index = 0; address == 0 && index < _descriptors.Length; index++)
        {
            // No page is left for the chosen descriptor; what another one has free is still the pool's.
            address = _descriptors[index].AllocateAlignedFromLists(units, tag);
        }

        return address;
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
    [SkipLocalsInit]
    public void Return(uint number, ReadOnlySpan<nuint> payloads)
    {
        if (LookasideClass<TMachine>.IsBig(number))
        {
            foreach (nuint payload in payloads)
            {
                ReturnBig(payload);
            }

            return;
        }

        // All looked up before the first is freed: a page that goes back is no descriptor's any more.
        Span<byte> owners = stackalloc byte[payloads.Length];
        for (int index = 0; index < payloads.Length; index++)
        {
            owners[index] = DescriptorOf(payloads[index]);
        }

        // Sorted by descriptor and in batches, so that each lock is taken once for many and never held long.
        Span<nuint> batch = stackalloc nuint[PoolDescriptor<TMachine>.DeferredFreeMaximum];
        for (uint index = 0; index < _descriptors.Length; index++)
        {
            int count = 0;
            for (int place = 0; place < payloads.Length; place++)
            {
                if (owners[place] != index)
                {
                    continue;
                }

                batch[count++] = payloads[place];
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

    private void ReturnBig(nuint payload)
    {
        uint key = _pages.BlockAt(payload).Key;
        if (_pages.StateOf(payload) != PageState<TMachine>.BigFirst || (key & RunRecord<TMachine>.NotAllocatedBit) == 0)
        {
            // Two threads freed it at once.
            _gate.Damage(PoolStops.FreeBlockChanged(payload, new PoolTag(key)));
        }

        Big.Free(payload);
    }

    /// <summary>The descriptor whose page an address lies in.</summary>
    private byte DescriptorOf(nuint payload)
    {
        byte state = _pages.StateOf(payload);
        if ((state & PageState<TMachine>.SmallBit) == 0)
        {
            // Its page went back: two threads freed the block at once.
            _gate.Damage(PoolStops.FreeBlockChanged(payload - (nuint)TMachine.HeaderByteCount, default));
        }

        return (byte)(state & PageState<TMachine>.DescriptorMask);
    }

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

    /// <summary>NT's choice: the next pool after the last one used, or the first after it whose lock is free;
    /// where the machine has several nodes, among the pools of this one.</summary>
    private PoolDescriptor<TMachine> Choose()
    {
        uint step = (uint)_nodeCount;
        uint first = _firstSmall + (step == 1 ? 0 : (uint)_machine.CurrentNode % step);
        uint count = ((uint)_descriptors.Length - first + step - 1) / step;
        if (count == 1)
        {
            return _descriptors[first];
        }

        PoolRecord<TMachine> record = new(_machine, _pages.Record);
        uint rotor = unchecked(record.Rotor + 1);
        record.Rotor = rotor;
        for (uint tried = 0; tried < count; tried++)
        {
            PoolDescriptor<TMachine> candidate = _descriptors[first + (unchecked(rotor + tried) % count * step)];
            if (candidate.IsLockFree)
            {
                return candidate;
            }
        }

        return _descriptors[first + (rotor % count * step)];
    }
}
