using System;
using ExPool.Ke;

namespace ExPool.Model.Vm;

/// <content>Frames that the process holds by number: Address Windowing Extensions.</content>
internal sealed partial class UserSpace
{
    /// <summary>Takes frames: AllocateUserPhysicalPages.</summary>
    /// <param name="frames">Receives their numbers.</param>
    /// <param name="count">How many there were: fewer than asked for where memory is short.</param>
    /// <returns><see cref="NtStatus.InsufficientResources"/> when there was none.</returns>
    public NtStatus AllocatePhysicalPages(Span<uint> frames, out int count)
    {
        count = Space.Physical.Take(frames);
        return count == 0 && !frames.IsEmpty ? NtStatus.InsufficientResources : NtStatus.Success;
    }

    /// <summary>Gives frames back, mapped or not: FreeUserPhysicalPages.</summary>
    /// <param name="frames">Their numbers.</param>
    /// <param name="count">How many were given back: those before the first that is not the process's.</param>
    public NtStatus FreePhysicalPages(ReadOnlySpan<uint> frames, out int count)
    {
        count = Space.Physical.Free(frames);
        return count == frames.Length ? NtStatus.Success : NtStatus.InvalidParameter;
    }

    /// <summary>Maps frames at pages of a window (<see cref="VadKind.Physical"/>): MapUserPhysicalPages. What was
    /// mapped there is not any more.</summary>
    public NtStatus MapPhysicalPages(nuint address, ReadOnlySpan<uint> frames)
    {
        NtStatus status = LocateWindow(address, frames.Length, out nuint first, out _);
        return status == NtStatus.Success ? Space.Physical.Map(first, frames) : status;
    }

    /// <summary>Takes frames out of pages of a window; the process still holds them.</summary>
    public NtStatus UnmapPhysicalPages(nuint address, int pageCount)
    {
        NtStatus status = LocateWindow(address, pageCount, out nuint first, out nuint count);
        if (status == NtStatus.Success)
        {
            Space.Physical.Unmap(first, count);
        }

        return status;
    }

    private NtStatus LocateWindow(nuint address, int pageCount, out nuint first, out nuint count)
    {
        ulong byteCount = (ulong)pageCount * (PageMask + 1);
        first = 0;
        count = 0;
        return byteCount > End
            ? NtStatus.InvalidParameter
            : Locate(address & ~PageMask, (nuint)byteCount, out first, out count, VadKind.Physical);
    }
}
