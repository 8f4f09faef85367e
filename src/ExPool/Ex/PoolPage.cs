using System;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Treats a block among its neighbours in one page: splits it, merges it, checks that they agree.</summary>
/// <remarks>
/// Within a page: sum of Units = UnitsPerPage; block.Next.PreviousUnits = block.Units; two free blocks are
/// never neighbours. Never asks which pool it is in. Under the descriptor's lock.
/// </remarks>
internal sealed partial class PoolPage<TMachine>(TMachine machine, FreeLists<TMachine> lists, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    /// <summary>Stops unless the headers before and after the block agree with it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void CheckNeighbours(nuint block, PoolTag tag)
    {
        nuint end = EndOfBlocks(block);
        PoolBlock<TMachine> header = new(machine, block);
        nuint next = block + Bytes(header.Units);
        if (header.Units == 0)
        {
            gate.Damage(PoolStops.SizeZero(block, tag));
        }

        if (next > end)
        {
            gate.Damage(PoolStops.SizeTooLarge(block, tag));
        }

        if (next < end && new PoolBlock<TMachine>(machine, next).PreviousUnits != header.Units)
        {
            gate.Damage(PoolStops.OverrunAtFree(block, next, header.Payload, tag));
        }

        nuint first = PoolGeometry<TMachine>.FirstBlock(PoolGeometry<TMachine>.PageOf(block));
        nuint before = Bytes(header.PreviousUnits);
        if (before > block - first || (before == 0 && block != first))
        {
            gate.Damage(PoolStops.PreviousSizeTooLarge(block - before, block, tag));
        }

        if (before != 0 && new PoolBlock<TMachine>(machine, block - before).Units != header.PreviousUnits)
        {
            gate.Damage(PoolStops.NeighboursDisagree(block, block - before, tag));
        }
    }

    /// <summary>Cuts what a request needs out of a free block that is on no list; the remainder goes to the
    /// tail of its list.</summary>
    /// <param name="block">The block.</param>
    /// <param name="found">Units of the block.</param>
    /// <param name="units">Units wanted, at most <paramref name="found"/>.</param>
    /// <returns>The caller's part: the front at the start of a page, else the tail.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public nuint Split(nuint block, uint found, uint units)
    {
        if (found == units)
        {
            return block;
        }

        if (new PoolBlock<TMachine>(machine, block).PreviousUnits == 0)
        {
            SplitFront(block, found, units);
            return block;
        }

        uint rest = found - units;
        PoolBlock<TMachine> remainder = new(machine, block);
        remainder.Units = rest;
        PoolBlock<TMachine> tail = new(machine, block + Bytes(rest));
        tail.PreviousUnits = rest;
        tail.Units = units;
        TellNext(tail.Address, units);
        lists.Insert(block, rest, atTail: true);
        return tail.Address;
    }

    /// <summary>Gives the front to the caller; what is left behind it becomes a free block.</summary>
    public void SplitFront(nuint block, uint found, uint units)
    {
        PoolBlock<TMachine> front = new(machine, block);
        front.Units = units;
        if (found == units)
        {
            return;
        }

        uint rest = found - units;
        PoolBlock<TMachine> remainder = new(machine, block + Bytes(units));
        remainder.PreviousUnits = units;
        remainder.Units = rest;
        remainder.PoolIndex = front.PoolIndex;
        remainder.PoolType = PoolBlock<TMachine>.FreeType;
        remainder.TagField = PoolBlock<TMachine>.NotAllocatedBit;
        TellNext(remainder.Address, rest);
        lists.Insert(remainder.Address, rest, atTail: true);
    }

    /// <summary>Cuts several blocks of one size out of a free block that is on no list, for a look-aside
    /// list.</summary>
    /// <param name="block">The block.</param>
    /// <param name="found">Its units.</param>
    /// <param name="units">Units of each piece.</param>
    /// <param name="kind">The pool.</param>
    /// <param name="payloads">Where the pieces' payloads go, the last in memory first; all of it is filled.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void SplitMany(nuint block, uint found, uint units, PoolKind kind, Span<nuint> payloads)
    {
        PoolBlock<TMachine> first = new(machine, block);
        uint previous = first.PreviousUnits;
        uint index = first.PoolIndex;
        uint rest = found - (units * (uint)payloads.Length);
        nuint piece = block;
        if (rest != 0 && previous != 0)
        {
            first.Units = rest;
            lists.Insert(block, rest, atTail: true);
            piece += Bytes(rest);
            previous = rest;
        }

        for (int left = payloads.Length - 1; left >= 0; left--)
        {
            PoolBlock<TMachine> header = new(machine, piece);
            header.Word = PoolBlock<TMachine>.HeldWord(previous, index, units, kind);
            payloads[left] = header.Payload;
            previous = units;
            piece += Bytes(units);
        }

        if (piece == block + Bytes(found))
        {
            TellNext(piece - Bytes(units), units);
            return;
        }

        PoolBlock<TMachine> remainder = new(machine, piece);
        remainder.PreviousUnits = units;
        remainder.Units = rest;
        remainder.PoolIndex = index;
        remainder.PoolType = PoolBlock<TMachine>.FreeType;
        remainder.TagField = PoolBlock<TMachine>.NotAllocatedBit;
        TellNext(piece, rest);
        lists.Insert(piece, rest, atTail: true);
    }

    /// <summary>Merges a block that was freed with its free neighbours, which leave their lists.</summary>
    /// <param name="block">The block that was freed.</param>
    /// <param name="units">Units of the merged block; its header is written unless it is the whole page.</param>
    /// <returns>The merged block.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public nuint Merge(nuint block, out uint units)
    {
        PoolBlock<TMachine> header = new(machine, block);
        nuint start = block;
        units = header.Units;
        PoolBlock<TMachine> next = new(machine, block + Bytes(units));
        if (next.Address < EndOfBlocks(block) && next.IsFree)
        {
            CheckFree(next.Address);
            lists.Remove(next.Address, next.Units);
            units += next.Units;
        }

        if (header.PreviousUnits != 0)
        {
            PoolBlock<TMachine> previous = new(machine, block - Bytes(header.PreviousUnits));
            if (previous.IsFree)
            {
                lists.Remove(previous.Address, previous.Units);
                units += previous.Units;
                start = previous.Address;
            }
        }

        if (units < PoolGeometry<TMachine>.UnitsPerPage)
        {
            PoolBlock<TMachine> merged = new(machine, start);
            merged.Units = units;
            TellNext(start, units);
        }

        return start;
    }

    /// <summary>Stops unless what follows a free block agrees with its size.</summary>
    /// <remarks>The block's own links prove only that it is on some list.</remarks>
    private void CheckFree(nuint block)
    {
        PoolBlock<TMachine> header = new(machine, block);
        nuint end = EndOfBlocks(block);
        nuint next = block + Bytes(header.Units);
        if (header.Units == 0
            || next > end
            || (next < end && new PoolBlock<TMachine>(machine, next).PreviousUnits != header.Units))
        {
            gate.Damage(PoolStops.FreeBlockChanged(block, header.Tag));
        }
    }

    private static nuint EndOfBlocks(nuint block) =>
        PoolGeometry<TMachine>.EndOfBlocks(PoolGeometry<TMachine>.PageOf(block));

    private static nuint Bytes(uint units) => units * (nuint)TMachine.UnitByteCount;

    private void TellNext(nuint of, uint units)
    {
        nuint next = of + Bytes(units);
        if (next < EndOfBlocks(of))
        {
            PoolBlock<TMachine> header = new(machine, next);
            header.PreviousUnits = units;
        }
    }
}
