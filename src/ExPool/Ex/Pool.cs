using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>One pool, nonpaged or paged: sends a request to a look-aside list or behind it, and judges what is
/// freed.</summary>
/// <remarks>
/// The long way through the pools; the shortest is FastPath, and where it gives up this begins anew. No
/// address from a caller is trusted: its page's state is looked up before its memory is.
/// </remarks>
internal sealed partial class Pool<TMachine>
    where TMachine : struct, IMachine
{
    private readonly TMachine _machine;
    private readonly PoolKind _kind;
    private readonly PoolPages<TMachine> _pages;
    private readonly PoolBlocks<TMachine> _blocks;
    private readonly ProcessorLists<TMachine> _lists;
    private readonly PoolTracker<TMachine> _tracker;
    private readonly PoolQuota<TMachine> _quota;
    private readonly StopGate<TMachine> _gate;

    public Pool(
        TMachine machine,
        PoolKind kind,
        PoolPages<TMachine> pages,
        PoolBlocks<TMachine> blocks,
        ProcessorLists<TMachine> lists,
        PoolTracker<TMachine> tracker,
        PoolQuota<TMachine> quota,
        StopGate<TMachine> gate)
    {
        _machine = machine;
        _kind = kind;
        _pages = pages;
        _blocks = blocks;
        _lists = lists;
        _tracker = tracker;
        _quota = quota;
        _gate = gate;
    }

    /// <summary>The pool's pages.</summary>
    public PoolPages<TMachine> Pages => _pages;

    // Nonpaged pool may be used while the scheduler is held off; paged pool may need a page to be read in.
    private Irql HighestIrql => _kind == PoolKind.Paged ? Irql.Apc : Irql.Dispatch;

    /// <summary>Whether an address lies in this pool's range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(nuint address) => unchecked(address - _pages.Start) < _pages.ByteCount;

    /// <summary>Allocates, counts and, unless asked not to, zeroes.</summary>
    /// <returns>The payload; 0 when the pool is exhausted.</returns>
    public nuint Allocate(PoolRequest request)
    {
        CheckLevel(request);
        ulong charged;
        nuint address;
        if (request.IsShaped)
        {
            address = AllocateShaped(request, out charged);
        }
        else if (request.ByteCount <= PoolGeometry<TMachine>.LargestSmallByteCount)
        {
            address = AllocateSmall(PoolGeometry<TMachine>.UnitsFor(request.ByteCount), request.Tag, out charged);
        }
        else
        {
            address = AllocateBig(PoolGeometry<TMachine>.PagesFor(request.ByteCount), request.Tag, out charged);
        }

        if (address == 0)
        {
            return 0;
        }

        _tracker.ChargeAllocation(request.Tag, _kind, charged);
        if (request.IsZeroed)
        {
            _machine.Fill(address, request.ByteCount, 0);
        }

        return address;
    }

    /// <summary>Counts a request that was refused.</summary>
    public void CountFailure(PoolRequest request)
    {
        new PoolRecord<TMachine>(_machine, _pages.Record).CountFailure();
        Pressure.NoteFailure(PoolGeometry<TMachine>.PagesFor(request.ByteCount));
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
            _gate.Mistake(state is PageState<TMachine>.BigFirst or PageState<TMachine>.BigRest
                ? PoolStops.InsideBigBlock(_kind, _pages.Start, _pages.ByteCount, address, given)
                : PoolStops.NotAllocated(_kind, _pages.Start, _pages.ByteCount, address, given));
        }
    }

    private nuint AllocateSmall(uint units, PoolTag tag, out ulong charged)
    {
        charged = PoolGeometry<TMachine>.BytesOf(units);
        return IsListed(units) ? AllocateListed(units, tag) : _blocks.AllocateSmall(units, tag);
    }

    private nuint AllocateBig(nuint pageCount, PoolTag tag, out ulong charged)
    {
        charged = (ulong)pageCount << PoolGeometry<TMachine>.PageShift;
        return AreListed(pageCount)
            ? AllocateListed(LookasideClass<TMachine>.OfPages((uint)pageCount), tag)
            : _blocks.Big.Allocate(pageCount, tag.Value);
    }

    /// <summary>Takes a block that a list held, and gives it to the tag.</summary>
    private nuint AllocateListed(uint number, PoolTag tag)
    {
        nuint payload = _lists.Allocate(number);
        if (payload != 0)
        {
            bool isBig = LookasideClass<TMachine>.IsBig(number);
            nuint place = isBig
                ? _pages.BlockAt(payload).Address + RunRecord<TMachine>.KeyOffset
                : PoolBlock<TMachine>.TagAddress(payload);
            uint key = Cell<TMachine>.ReadShared32(_machine, place);
            if ((key & PoolBlock<TMachine>.NotAllocatedBit) == 0)
            {
                // Two threads freed it at once, or its header was overwritten while it was nobody's.
                nuint start = isBig ? payload : payload - (nuint)TMachine.HeaderByteCount;
                _gate.Damage(PoolStops.FreeBlockChanged(start, new PoolTag(key)));
            }

            Cell<TMachine>.Publish32(_machine, place, tag.Value);
        }

        return payload;
    }

    private bool IsListed(uint units) => units <= LookasideClass<TMachine>.LargestUnits && _lists.Serves(units);

    private bool AreListed(nuint pageCount) =>
        pageCount <= LookasideClass<TMachine>.LargestPageCount
        && _lists.Serves(LookasideClass<TMachine>.OfPages((uint)pageCount));

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
        uint units = PoolBlock<TMachine>.UnitsIn(header);
        PoolTag tag = new((uint)(header >> 32));
        bool isBlock = (header >> 63) == 0
            && (PoolBlock<TMachine>.PoolTypeIn(header) & ~(uint)PoolBlock<TMachine>.QuotaBit)
                == PoolBlock<TMachine>.TypeOf(_kind)
            && PoolBlock<TMachine>.PoolIndexIn(header) == descriptor
            && units != 0
            && block + (units * (nuint)TMachine.UnitByteCount)
                <= PoolGeometry<TMachine>.EndOfBlocks(PoolGeometry<TMachine>.PageOf(payload));
        if (!isBlock || tag.IsNone || (given != tag && !given.IsNone))
        {
            Explain(payload, given, descriptor);
        }

        uint owner = OwnerOfSmall(block, header, units, tag);

        // Counted only when the lists took it: of two threads that free one block, one is stopped there.
        if (IsListed(units))
        {
            Hold(block, tag, descriptor);
            _lists.Free(units, payload);
        }
        else
        {
            _blocks.Descriptor(descriptor).Free(block, tag);
        }

        _tracker.ChargeFree(tag, _kind, PoolGeometry<TMachine>.BytesOf(units));
        Refund(owner, PoolGeometry<TMachine>.BytesOf(units));
    }

    /// <summary>Takes a small block from its holder, for a look-aside list.</summary>
    private void Hold(nuint block, PoolTag tag, uint descriptor)
    {
        PoolBlock<TMachine> header = new(_machine, block);
        nuint next = block + ((nuint)PoolGeometry<TMachine>.BytesOf(header.Units));
        if (next != PoolGeometry<TMachine>.EndOfBlocks(PoolGeometry<TMachine>.PageOf(block))
            && new PoolBlock<TMachine>(_machine, next).PreviousUnits != header.Units)
        {
            _blocks.Descriptor(descriptor).CheckNeighbours(block, tag);
        }

        if (!header.TryHold(tag.Value))
        {
            _gate.Mistake(PoolStops.DoubleFree(block, header.Payload, header.Word, tag));
        }

        // What lies in a list is nobody's charge.
        header.PoolType = PoolBlock<TMachine>.TypeOf(_kind);
    }

    private void FreeBig(nuint address, PoolTag given)
    {
        uint owner = OwnerOfBig(address, given);
        RunRecord<TMachine> run = _pages.BlockAt(address);
        uint key = run.Key;
        PoolTag tag = new(key);
        if ((key & RunRecord<TMachine>.NotAllocatedBit) == 0 && given != tag && !given.IsNone)
        {
            _gate.Mistake(PoolStops.WrongTag(address, tag, given));
        }

        nuint pageCount = run.PageCount;
        if ((key & RunRecord<TMachine>.NotAllocatedBit) != 0 || !run.TryDisown(key))
        {
            _gate.Mistake(PoolStops.NotAllocated(_kind, _pages.Start, _pages.ByteCount, address, given));
        }

        run.Owner = 0;
        if (AreListed(pageCount))
        {
            _lists.Free(LookasideClass<TMachine>.OfPages((uint)pageCount), address);
        }
        else
        {
            _blocks.Big.Free(address);
        }

        _tracker.ChargeFree(tag, _kind, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
        Refund(owner, (ulong)pageCount << PoolGeometry<TMachine>.PageShift);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Explain(nuint payload, PoolTag given, uint descriptor)
    {
        BugCheck stop = _blocks.Descriptor(descriptor).Explain(payload, given, out bool isDamage);
        if (isDamage)
        {
            _gate.Damage(stop);
        }

        _gate.Mistake(stop);
    }
}
