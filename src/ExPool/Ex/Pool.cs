using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>One pool, nonpaged or paged: sends a request to a descriptor or to whole pages, and judges what
/// is freed.</summary>
/// <remarks>No address from a caller is trusted: its page's state is looked up before its memory is.</remarks>
internal sealed partial class Pool<TMachine>
    where TMachine : struct, IMachine
{
    private readonly TMachine _machine;
    private readonly PoolKind _kind;
    private readonly PoolPages<TMachine> _pages;
    private readonly BigPool<TMachine> _big;
    private readonly PoolTracker<TMachine> _tracker;
    private readonly PoolQuota<TMachine> _quota;
    private readonly StopGate<TMachine> _gate;
    private readonly PoolDescriptor<TMachine>[] _descriptors;

    public Pool(
        TMachine machine,
        PoolKind kind,
        PoolPages<TMachine> pages,
        BigPool<TMachine> big,
        PoolTracker<TMachine> tracker,
        PoolQuota<TMachine> quota,
        StopGate<TMachine> gate)
    {
        _machine = machine;
        _kind = kind;
        _pages = pages;
        _big = big;
        _tracker = tracker;
        _quota = quota;
        _gate = gate;
        PoolRecord<TMachine> record = new(machine, pages.Record);
        _descriptors = new PoolDescriptor<TMachine>[record.DescriptorCount];
        for (uint index = 0; index < _descriptors.Length; index++)
        {
            _descriptors[index] = new PoolDescriptor<TMachine>(
                machine, kind, record.DescriptorAddress(index), pages, gate);
        }
    }

    /// <summary>The pool's pages.</summary>
    public PoolPages<TMachine> Pages => _pages;

    // Nonpaged pool may be used while the scheduler is held off; paged pool may need a page to be read in.
    private Irql HighestIrql => _kind == PoolKind.Paged ? Irql.Apc : Irql.Dispatch;

    /// <summary>Whether an address lies in this pool's range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(nuint address) => unchecked(address - _pages.Start) < _pages.ByteCount;

    /// <summary>Allocates, counts and, unless asked not to, zeroes.</summary>
    /// <returns>The payload; 0 when the pool is exhausted, which is counted.</returns>
    public nuint Allocate(PoolRequest request)
    {
        CheckLevel(request);
        PoolTag tag = request.Tag;
        nuint address;
        ulong charged;
        if (request.IsShaped)
        {
            address = AllocateShaped(request, ref tag, out charged);
        }
        else if (request.ByteCount <= PoolGeometry<TMachine>.LargestSmallByteCount)
        {
            uint units = PoolGeometry<TMachine>.UnitsFor(request.ByteCount);
            charged = PoolGeometry<TMachine>.BytesOf(units);
            address = AllocateSmall(units, tag);
        }
        else
        {
            address = AllocateBig(request, ref tag, out charged);
        }

        if (address == 0)
        {
            new PoolRecord<TMachine>(_machine, _pages.Record).CountFailure();
            Pressure.NoteFailure(PoolGeometry<TMachine>.PagesFor(request.ByteCount));
            return 0;
        }

        _tracker.ChargeAllocation(tag, _kind, charged);
        if (request.IsZeroed)
        {
            _machine.Fill(address, request.ByteCount, 0);
        }

        return address;
    }

    /// <summary>Frees a block whose address lies in this pool's range, or stops.</summary>
    public void Free(nuint address, PoolTag given)
    {
        if (_machine.CurrentIrql > HighestIrql)
        {
            _gate.Mistake(PoolStops.FreeAtLevel(_machine.CurrentIrql, _kind, address, given));
        }

        byte state = _pages.StateOf(address);
        if ((state & PageState<TMachine>.SmallBit) != 0)
        {
            FreeSmall(address, given, (uint)(state & PageState<TMachine>.DescriptorMask));
        }
        else if (state == PageState<TMachine>.BigFirst && (address & PoolGeometry<TMachine>.PageMask) == 0)
        {
            FreeBig(address, given);
        }
        else
        {
            _gate.Mistake(state == PageState<TMachine>.Free
                ? PoolStops.NotAllocated(_kind, _pages.Start, _pages.ByteCount, address, given)
                : PoolStops.InsideBigBlock(_kind, _pages.Start, _pages.ByteCount, address, given));
        }
    }

    private void CheckLevel(PoolRequest request)
    {
        if (_machine.CurrentIrql > HighestIrql)
        {
            _gate.Mistake(PoolStops.AllocationAtLevel(
                _machine.CurrentIrql, _kind, request.ByteCount, request.Tag));
        }
    }

    private void FreeSmall(nuint payload, PoolTag given, uint descriptor)
    {
        nuint block = payload - (nuint)TMachine.HeaderByteCount;
        if (block < PoolGeometry<TMachine>.FirstBlock(PoolGeometry<TMachine>.PageOf(payload)))
        {
            _gate.Mistake(PoolStops.NoBlock(payload, given));
        }

        // One read of the whole header, so that another thread's wrong free cannot change it between the checks.
        ulong header = new PoolBlock<TMachine>(_machine, block).Word;
        uint units = (uint)((header >> 16) & 0xFF);
        PoolTag tag = new((uint)(header >> 32));
        bool isBlock = (header >> 63) == 0
            && ((header >> 24) & 0xFF & ~(ulong)PoolBlock<TMachine>.QuotaBit) == PoolBlock<TMachine>.TypeOf(_kind)
            && ((header >> 8) & 0xFF) == descriptor
            && units != 0
            && block + (units * (nuint)TMachine.UnitByteCount)
                <= PoolGeometry<TMachine>.EndOfBlocks(PoolGeometry<TMachine>.PageOf(payload));
        if (!isBlock || tag.IsNone || (given != tag && !given.IsNone))
        {
            Explain(payload, given, descriptor);
        }

        uint owner = OwnerOfSmall(block, header, units, tag);

        // Counted only when the lists took it: of two threads that free one block, one is stopped there.
        _descriptors[descriptor].Free(block, tag);
        _tracker.ChargeFree(tag, _kind, PoolGeometry<TMachine>.BytesOf(units));
        Refund(owner, PoolGeometry<TMachine>.BytesOf(units));
    }

    private void FreeBig(nuint address, PoolTag given)
    {
        uint owner = OwnerOfBig(address, given);
        BigPageRemoval removal = _big.Free(_pages, address, given, out PoolTag tag, out ulong charged);
        switch (removal)
        {
            case BigPageRemoval.WrongTag:
                _gate.Mistake(PoolStops.WrongTag(address, tag, given));
                break;
            case BigPageRemoval.Missing:
                _gate.Mistake(PoolStops.NotAllocated(_kind, _pages.Start, _pages.ByteCount, address, given));
                break;
            default:
                _tracker.ChargeFree(tag, _kind, charged);
                Refund(owner, charged);
                break;
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Explain(nuint payload, PoolTag given, uint descriptor)
    {
        BugCheck stop = _descriptors[descriptor].Explain(payload, given, out bool isDamage);
        if (isDamage)
        {
            _gate.Damage(stop);
        }

        _gate.Mistake(stop);
    }

    private nuint AllocateSmall(uint units, PoolTag tag)
    {
        nuint address = ChooseDescriptor().Allocate(units, tag);
        return address != 0 ? address : AllocateFromAnyList(units, tag);
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

    /// <summary>NT's choice: the next pool after the last one used, or the first after it whose lock is
    /// free.</summary>
    private PoolDescriptor<TMachine> ChooseDescriptor()
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
