using System;
using ExPool.Ke;

namespace ExPool.Model.Cm;

/// <summary>A cell that is a list of entries of one size, after a few bytes of its own: subkeys, or values.</summary>
/// <remarks>Its room is that of its cell. A list that is full moves to a larger cell; one that is empty has
/// none.</remarks>
internal readonly struct CellList(IKernel kernel, Cells cells, uint headByteCount, uint entryByteCount)
{
    // A list that grew has room for some entries more, so that it does not move at each of them.
    private const uint GrowthShare = 4;
    private const uint LeastGrowth = 2;

    /// <summary>Where an entry lies.</summary>
    public nuint AddressOf(uint cell, uint index) =>
        unchecked(cells.AddressOf(cell) + headByteCount + (index * entryByteCount));

    /// <summary>Makes room for one entry more at a place.</summary>
    /// <param name="cell">The list's cell; another one when it had to move.</param>
    /// <param name="count">Entries.</param>
    /// <param name="index">Where the new one is to be.</param>
    public NtStatus Open(ref uint cell, uint count, uint index)
    {
        if (cell == Cells.Nil || cells.RoomOf(cell) < headByteCount + ((count + 1) * entryByteCount))
        {
            NtStatus status = Move(ref cell, count);
            if (status != NtStatus.Success)
            {
                return status;
            }
        }

        MoveEntries(cell, index, index + 1, count - index);
        return NtStatus.Success;
    }

    /// <summary>Takes an entry out; with the last one the cell goes too.</summary>
    public void Close(ref uint cell, uint count, uint index)
    {
        if (count == 1)
        {
            cells.Free(cell);
            cell = Cells.Nil;
            return;
        }

        MoveEntries(cell, index + 1, index, count - index - 1);
    }

    private NtStatus Move(ref uint cell, uint count)
    {
        uint room = count + Math.Max(LeastGrowth, count / GrowthShare);
        NtStatus status = cells.Allocate(headByteCount + (room * entryByteCount), out uint moved);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (cell != Cells.Nil)
        {
            Copy(cells.AddressOf(cell), cells.AddressOf(moved), headByteCount + (count * entryByteCount));
            cells.Free(cell);
        }

        cell = moved;
        return NtStatus.Success;
    }

    private void MoveEntries(uint cell, uint from, uint to, uint count) =>
        Copy(AddressOf(cell, from), AddressOf(cell, to), count * entryByteCount);

    // By parts that never reach into what is still to be read.
    private void Copy(nuint from, nuint to, uint byteCount)
    {
        const uint Part = 1024;
        Span<byte> buffer = stackalloc byte[(int)Part];
        bool isForward = from >= to;
        for (uint done = 0; done < byteCount;)
        {
            uint part = Math.Min(Part, byteCount - done);
            uint at = isForward ? done : byteCount - done - part;
            kernel.ReadBytes(unchecked(from + at), buffer[..(int)part]);
            kernel.WriteBytes(unchecked(to + at), buffer[..(int)part]);
            done += part;
        }
    }
}
