using System;
using System.Numerics;
using ExPool.Ke;

namespace ExPool.Model.Cm;

/// <summary>Gives out the cells of a hive: 8-byte units with their size before them, which is negative while a cell is
/// in use.</summary>
/// <remarks>
/// Of a bin: 32 + sum of sizes = its bytes; two free cells never touch. A free cell names the next and the one before
/// it on its list: at 4 and 8. Lists 0 to 15 hold sizes of 8 to 128 by 8, then each holds up to twice the one before.
/// </remarks>
internal sealed class Cells(IKernel kernel, Bins bins, HiveBlock hive)
{
    /// <summary>No cell.</summary>
    public const uint Nil = uint.MaxValue;

    private const uint Unit = 8;
    private const uint Smallest = 16;   // A free cell holds its size and two links.
    private const uint HeaderByteCount = sizeof(uint);
    private const uint NextOffset = 4;
    private const uint PreviousOffset = 8;
    private const int ExactCount = 16;
    private const int ExactShift = 7;
    private const uint LargestCell = 64 << 20;

    // Cells of a list that are looked at, where sizes differ within it; then a larger one is split.
    private const int Patience = 64;

    /// <summary>Where a cell's data lies, behind its size.</summary>
    public nuint AddressOf(uint cell) => unchecked(bins.AddressOf(cell) + HeaderByteCount);

    /// <summary>Bytes that a cell in use has room for.</summary>
    public uint RoomOf(uint cell)
    {
        int size = SizeOf(cell);
        if (size >= 0)
        {
            bins.Stop();
        }

        return (uint)-size - HeaderByteCount;
    }

    /// <summary>Gives out a cell; its data is what was there.</summary>
    public NtStatus Allocate(uint byteCount, out uint cell)
    {
        cell = Nil;
        if (byteCount > LargestCell)
        {
            return NtStatus.InsufficientResources;
        }

        uint size = Math.Max(Smallest, (byteCount + HeaderByteCount + Unit - 1) & ~(Unit - 1));
        uint found = Find(size);
        if (found == Nil)
        {
            NtStatus status = bins.Add(size, out found, out uint room);
            if (status != NtStatus.Success)
            {
                return status;
            }

            Split(found, room, size);
        }
        else
        {
            uint room = (uint)SizeOf(found);
            Unlist(found, room);
            Split(found, room, size);
        }

        cell = found;
        return NtStatus.Success;
    }

    /// <summary>Takes a cell back, and joins it with free neighbours. Bins at the end that are empty go.</summary>
    public void Free(uint cell)
    {
        uint size = RoomOf(cell) + HeaderByteCount;
        (uint bin, uint binByteCount) = bins.BinOf(cell);
        uint end = bin + binByteCount;
        uint next = cell + size;
        if (next < end && SizeOf(next) is int after and > 0)
        {
            Unlist(next, (uint)after);
            size += (uint)after;
        }

        uint before = FreeBefore(bin, cell);
        if (before != Nil)
        {
            Unlist(before, cell - before);
            size += cell - before;
            cell = before;
        }

        List(cell, size);
        GiveBackEnd();
    }

    private static int ListOf(uint size) => size <= ExactCount * Unit
        ? (int)(size / Unit) - 1
        : Math.Min(HiveBlock.ListCount - 1, ExactCount + BitOperations.Log2(size - 1) - ExactShift);

    private void GiveBackEnd()
    {
        while (hive.Length != 0)
        {
            (uint bin, uint byteCount) = bins.BinOf(hive.Length - 1);
            uint first = bin + Bins.HeaderByteCount;
            uint room = byteCount - Bins.HeaderByteCount;
            if (SizeOf(first) != (int)room)
            {
                return;
            }

            Unlist(first, room);
            bins.RemoveLast();
        }
    }

    private int SizeOf(uint cell)
    {
        int size = kernel.Read<int>(bins.AddressOf(cell));
        uint absolute = (uint)Math.Abs((long)size);
        if (absolute < Smallest || absolute % Unit != 0 || absolute > hive.Length - cell)
        {
            bins.Stop();
        }

        return size;
    }

    private void SetSize(uint cell, int size) => kernel.Write(bins.AddressOf(cell), size);

    /// <summary>Marks the front of a free range as in use; what is left behind it becomes a free cell.</summary>
    private void Split(uint cell, uint room, uint size)
    {
        if (room - size < Smallest)
        {
            size = room;
        }
        else
        {
            List(cell + size, room - size);
        }

        SetSize(cell, -(int)size);
    }

    private uint Find(uint size)
    {
        int list = ListOf(size);
        bool isLast = list == HiveBlock.ListCount - 1;
        uint left = isLast ? hive.Length / HiveMap.BlockByteCount : Patience;
        for (uint cell = hive[list]; cell != Nil && left != 0; left--)
        {
            if ((uint)SizeOf(cell) >= size)
            {
                return cell;
            }

            cell = kernel.U32(bins.AddressOf(cell), NextOffset);
        }

        while (++list < HiveBlock.ListCount)
        {
            if (hive[list] != Nil)
            {
                return hive[list];
            }
        }

        return Nil;
    }

    /// <summary>The free cell that ends where a cell begins.</summary>
    private uint FreeBefore(uint bin, uint cell)
    {
        uint last = Nil;
        for (uint at = bin + Bins.HeaderByteCount; at < cell;)
        {
            int size = SizeOf(at);
            last = size > 0 ? at : Nil;
            at += (uint)Math.Abs(size);
        }

        return last;
    }

    private void List(uint cell, uint size)
    {
        int list = ListOf(size);
        uint next = hive[list];
        nuint address = bins.AddressOf(cell);
        kernel.Write(address, (int)size);
        kernel.SetU32(address, NextOffset, next);
        kernel.SetU32(address, PreviousOffset, Nil);
        if (next != Nil)
        {
            kernel.SetU32(bins.AddressOf(next), PreviousOffset, cell);
        }

        hive[list] = cell;
    }

    private void Unlist(uint cell, uint size)
    {
        nuint address = bins.AddressOf(cell);
        uint next = kernel.U32(address, NextOffset);
        uint previous = kernel.U32(address, PreviousOffset);
        if (next != Nil)
        {
            kernel.SetU32(bins.AddressOf(next), PreviousOffset, previous);
        }

        if (previous != Nil)
        {
            kernel.SetU32(bins.AddressOf(previous), NextOffset, next);
        }
        else
        {
            hive[ListOf(size)] = next;
        }
    }
}
