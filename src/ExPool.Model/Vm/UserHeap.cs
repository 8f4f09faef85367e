using System;
using ExPool.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model.Vm;

/// <summary>A process's heap: cuts blocks of any size out of regions of pages, so that little of a page is
/// lost.</summary>
/// <remarks>
/// What a heap manager does for applications, pools do for drivers. A region is 64 KiB of reserved addresses, whose
/// pages are committed as far as blocks reach. Blocks have no header: what is in use is noted apart, a bit for each 16
/// bytes and a bit where a block ends. A free block begins with the address of the next one and its own size; they are
/// listed by address, the first that is large enough serves, and neighbours are joined. Everything lies in the
/// process's memory: in use + free = regions.
/// </remarks>
internal sealed class UserHeap
{
    /// <summary>Bytes of a region, and of the largest block.</summary>
    public const uint RegionByteCount = 64 << 10;

    /// <summary>Block sizes are multiples of this.</summary>
    public const uint GranuleByteCount = 16;

    private readonly UserSpace _space;
    private readonly HeapNotes _notes;

    private UserHeap(UserSpace space, nuint control)
    {
        _space = space;
        _notes = new HeapNotes(space, control);
    }

    /// <summary>Where its notes lie; <see cref="Open"/> finds the heap again by it.</summary>
    public nuint Control => _notes.Control;

    /// <summary>What it has.</summary>
    public HeapNotes Notes => _notes;

    /// <summary>Makes a heap with one region, which is one free block.</summary>
    public static NtStatus Create(UserSpace space, out UserHeap? heap)
    {
        heap = null;
        nuint control = 0;
        NtStatus status = space.Reserve(ref control, HeapNotes.ByteCount);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = space.Commit(control, HeapNotes.HeadByteCount);
        if (status == NtStatus.Success)
        {
            UserHeap made = new(space, control);
            status = Guarded(made.AddRegion);
            heap = status == NtStatus.Success ? made : null;
        }

        if (status != NtStatus.Success)
        {
            space.Release(control);
        }

        return status;
    }

    /// <summary>A heap that was made.</summary>
    public static UserHeap Open(UserSpace space, nuint control) => new(space, control);

    /// <summary>Takes a block.</summary>
    /// <param name="byteCount">Bytes, up to <see cref="RegionByteCount"/>; 0 counts as 1. They hold anything.</param>
    /// <param name="address">The block; 0 when it failed.</param>
    public NtStatus Allocate(uint byteCount, out nuint address)
    {
        nuint found = 0;
        NtStatus status = byteCount > RegionByteCount
            ? NtStatus.InvalidParameter
            : Guarded(() => Take(RoundUp(byteCount), out found));
        address = found;
        return status;
    }

    /// <summary>Gives a block back.</summary>
    /// <returns><see cref="NtStatus.InvalidParameter"/> for what is no block in use.</returns>
    public NtStatus Free(nuint address) => Guarded(() => GiveBack(address));

    private NtStatus Take(uint byteCount, out nuint address)
    {
        address = 0;
        for (bool isGrown = false; ; isGrown = true)
        {
            nuint before = 0;
            for (nuint block = _notes.FirstFree; block != 0; block = _notes.NextOf(block))
            {
                if (_notes.SizeOf(block) >= byteCount)
                {
                    NtStatus cut = Cut(before, block, byteCount);
                    address = cut == NtStatus.Success ? block : 0;
                    if (cut != NtStatus.Success && isGrown)
                    {
                        RemoveRegion(before, block);
                    }

                    return cut;
                }

                before = block;
            }

            NtStatus status = AddRegion();
            if (status != NtStatus.Success)
            {
                return status;
            }
        }
    }

    /// <summary>Takes the beginning of a free block; what remains is free in its place on the list.</summary>
    private NtStatus Cut(nuint before, nuint block, uint byteCount)
    {
        uint rest = _notes.SizeOf(block) - byteCount;
        NtStatus status = _space.Commit(block, byteCount + (rest == 0 ? 0 : GranuleByteCount));
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint next = _notes.NextOf(block);
        if (rest != 0)
        {
            _notes.WriteFree(block + byteCount, next, rest);
            next = block + byteCount;
        }

        _notes.Link(before, next);
        _notes.SetInUse(block, byteCount, isInUse: true);
        return NtStatus.Success;
    }

    private NtStatus GiveBack(nuint address)
    {
        uint byteCount = _notes.SizeInUse(address);
        if (byteCount == 0)
        {
            return NtStatus.InvalidParameter;
        }

        _notes.SetInUse(address, byteCount, isInUse: false);
        nuint before = 0;
        nuint after = _notes.FirstFree;
        while (after != 0 && after < address)
        {
            before = after;
            after = _notes.NextOf(after);
        }

        if (after == address + byteCount && AreOfOneRegion(address, after))
        {
            byteCount += _notes.SizeOf(after);
            after = _notes.NextOf(after);
        }

        if (before != 0 && before + _notes.SizeOf(before) == address && AreOfOneRegion(before, address))
        {
            byteCount += _notes.SizeOf(before);
            address = before;
        }
        else
        {
            _notes.Link(before, address);
        }

        _notes.WriteFree(address, after, byteCount);
        DecommitInside(address, byteCount);
        return NtStatus.Success;
    }

    /// <summary>Whole pages of a free block go, but for that of its first words.</summary>
    private void DecommitInside(nuint block, uint byteCount)
    {
        const nuint Page = HeapNotes.PageByteCount;
        nuint first = (block + GranuleByteCount + Page - 1) & ~(Page - 1);
        nuint end = (block + byteCount) & ~(Page - 1);
        if (end > first)
        {
            _ = _space.Decommit(first, end - first);
        }
    }

    private NtStatus AddRegion()
    {
        uint number = _notes.RegionCount;
        if (number == HeapNotes.MostRegions)
        {
            return NtStatus.NoMemory;
        }

        nuint region = 0;
        NtStatus status = _space.Reserve(ref region, RegionByteCount);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = _space.Commit(region, HeapNotes.PageByteCount);
        status = status == NtStatus.Success ? _space.Commit(_notes.PlaceOf(number), HeapNotes.PlaceByteCount) : status;
        if (status != NtStatus.Success)
        {
            _space.Release(region);
            return status;
        }

        nuint before = 0;
        nuint after = _notes.FirstFree;
        while (after != 0 && after < region)
        {
            before = after;
            after = _notes.NextOf(after);
        }

        _notes.Add(region);
        _notes.WriteFree(region, after, RegionByteCount);
        _notes.Link(before, region);
        return NtStatus.Success;
    }

    /// <summary>Undoes <see cref="AddRegion"/>: the last region is one free block.</summary>
    private void RemoveRegion(nuint before, nuint region)
    {
        _notes.Link(before, _notes.NextOf(region));
        _notes.RemoveLast();
        _space.Release(region);
        nuint place = _notes.PlaceOf(_notes.RegionCount);
        if (place % HeapNotes.PageByteCount == 0)
        {
            // Its notes were the first of their page.
            _ = _space.Decommit(place, HeapNotes.PageByteCount);
        }
    }

    private static bool AreOfOneRegion(nuint left, nuint right) => left / RegionByteCount == right / RegionByteCount;

    private static uint RoundUp(uint byteCount) =>
        uint.Max((byteCount + GranuleByteCount - 1) / GranuleByteCount * GranuleByteCount, GranuleByteCount);

    /// <summary>A page of the heap that cannot be read is the answer.</summary>
    private static NtStatus Guarded(Func<NtStatus> work)
    {
        try
        {
            return work();
        }
        catch (UserAccessException exception)
        {
            return exception.Status;
        }
    }
}
