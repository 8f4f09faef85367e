using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Vm;

/// <summary>The user addresses of one process: ranges that are reserved, and pages that are committed in
/// them.</summary>
/// <remarks>
/// NT's NtAllocateVirtualMemory and its kin. A range lies in one record of the VAD tree and begins at a multiple of
/// 64 KiB; a committed page has an entry, a reserved one has none. All sizes are in bytes and rounded up to pages. What
/// fails changes nothing.
/// </remarks>
internal sealed partial class UserSpace
{
    /// <summary>Reservations begin at multiples of this: NT's allocation granularity.</summary>
    public const nuint Granularity = 64 << 10;

    private const nuint PageMask = PhysicalMemory.PageByteCount - 1;

    private readonly SystemContext _system;
    private readonly RecordSource _records;

    /// <summary>Makes what knows a space that exists.</summary>
    public UserSpace(SystemContext system, AddressSpace space)
    {
        _system = system;
        _records = new RecordSource(system);
        Space = space;
        Ranges = new VadTree(system.Kernel);
    }

    /// <summary>Its tables and pages.</summary>
    public AddressSpace Space { get; }

    /// <summary>What it is known by: the number of the space, from 1.</summary>
    public uint Number => Space.Number;

    /// <summary>Bytes of an address.</summary>
    public int PointerByteCount => _system.Kernel.PointerByteCount;

    /// <summary>Its ranges.</summary>
    public VadTree Ranges { get; }

    /// <summary>The first address that can be reserved; what lies below is never there.</summary>
    public static nuint Start => Granularity;

    /// <summary>The end of what can be reserved.</summary>
    public nuint End => (nuint)_system.Memory.Spaces.UserEnd - Granularity;

    /// <summary>Bytes that are reserved, committed or not.</summary>
    public ulong VirtualByteCount { get; private set; }

    /// <summary>Reserves addresses.</summary>
    /// <param name="address">Where: rounded down to 64 KiB; 0 is anywhere. Receives where it is.</param>
    /// <param name="byteCount">How much, from 1.</param>
    /// <param name="isTopDown">Whether anywhere means as high as there is room.</param>
    /// <param name="kind">What for.</param>
    /// <returns><see cref="NtStatus.ConflictingAddresses"/> when something is there;
    /// <see cref="NtStatus.NoMemory"/> when there is no room.</returns>
    public NtStatus Reserve(
        ref nuint address, nuint byteCount, bool isTopDown = false, VadKind kind = VadKind.Private)
    {
        if (byteCount == 0 || byteCount > End - Start)
        {
            return NtStatus.InvalidParameter;
        }

        nuint first = address & ~(Granularity - 1);
        nuint size = RoundUp(address - first + byteCount);
        NtStatus status = address == 0
            ? (isTopDown ? FindHigh(size, out first) : FindLow(size, out first))
            : MayReserve(first, size);
        nuint block = status == NtStatus.Success ? _records.Allocate() : 0;
        if (block == 0)
        {
            return status == NtStatus.Success ? NtStatus.InsufficientResources : status;
        }

        VadRecord record = Ranges.At(block);
        record.FirstPage = first >> PhysicalMemory.PageShift;
        record.LastPage = (first + (size - 1)) >> PhysicalMemory.PageShift;
        record.Kind = kind;
        Ranges.Insert(record);
        VirtualByteCount += size;
        address = first;
        return NtStatus.Success;
    }

    /// <summary>Commits pages of one range; those that are committed stay as they are.</summary>
    public NtStatus Commit(nuint address, nuint byteCount)
    {
        NtStatus status = Locate(address, byteCount, out nuint first, out nuint pageCount, VadKind.Private);
        if (status != NtStatus.Success)
        {
            return status;
        }

        List<(nuint Page, nuint Count)> made = [];
        for (nuint done = 0; done < pageCount && status == NtStatus.Success;)
        {
            nuint page = first + (done << PhysicalMemory.PageShift);
            nuint run = CommittedRuns.Count(Space.Tables, page, pageCount - done, out bool isCommitted);
            if (!isCommitted)
            {
                made.Add((page, run));
                status = Space.Pages.CommitPageable(page, run);
            }

            done += run;
        }

        if (status != NtStatus.Success)
        {
            made.ForEach(run => Space.Pages.Release(run.Page, run.Count));
            Space.Tables.Prune(first, pageCount);
        }

        return status;
    }

    /// <summary>Reserves addresses and commits all of them.</summary>
    public NtStatus Allocate(ref nuint address, nuint byteCount, bool isTopDown = false)
    {
        nuint found = address;
        NtStatus status = Reserve(ref found, byteCount, isTopDown);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = Commit(address == 0 ? found : address, byteCount);
        if (status == NtStatus.Success)
        {
            address = found;
        }
        else
        {
            Release(found);
        }

        return status;
    }

    /// <summary>Takes the memory of pages of one range back; they stay reserved.</summary>
    public NtStatus Decommit(nuint address, nuint byteCount)
    {
        NtStatus status = Locate(address, byteCount, out nuint first, out nuint pageCount, VadKind.Private);
        if (status == NtStatus.Success)
        {
            Clear(first, pageCount);
        }

        return status;
    }

    /// <summary>Takes a whole range back.</summary>
    /// <param name="address">The first address of the range.</param>
    public NtStatus Release(nuint address)
    {
        VadRecord record = Ranges.Find(address >> PhysicalMemory.PageShift);
        if (!record.Exists)
        {
            return NtStatus.MemoryNotAllocated;
        }

        if (record.FirstPage << PhysicalMemory.PageShift != (address & ~PageMask))
        {
            return NtStatus.FreeVmNotAtBase;
        }

        ReleaseRange(record);
        return NtStatus.Success;
    }

    /// <summary>Says what may be done with committed pages of one range.</summary>
    public NtStatus Protect(nuint address, nuint byteCount, PageProtection protection)
    {
        NtStatus status = Locate(address, byteCount, out nuint first, out nuint pageCount, VadKind.Private);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint run = CommittedRuns.Count(Space.Tables, first, pageCount, out bool isCommitted);
        return isCommitted && run == pageCount
            ? Space.Pages.Protect(first, pageCount, protection)
            : NtStatus.NotCommitted;
    }

    /// <summary>Reads memory of the process, whichever is current.</summary>
    /// <returns><see cref="NtStatus.AccessViolation"/> where nothing may be read.</returns>
    public unsafe NtStatus Read(nuint address, Span<byte> destination)
    {
        fixed (byte* bytes = destination)
        {
            nint start = (nint)bytes;
            int length = destination.Length;
            return Access(
                address, length, kernel => kernel.ReadBytes(address, new Span<byte>((byte*)start, length)));
        }
    }

    /// <summary>Writes memory of the process, whichever is current.</summary>
    /// <returns><see cref="NtStatus.AccessViolation"/> where nothing may be written.</returns>
    public unsafe NtStatus Write(nuint address, ReadOnlySpan<byte> source)
    {
        fixed (byte* bytes = source)
        {
            nint start = (nint)bytes;
            int length = source.Length;
            return Access(
                address, length, kernel => kernel.WriteBytes(address, new ReadOnlySpan<byte>((byte*)start, length)));
        }
    }

    /// <summary>Takes every range back.</summary>
    internal void ReleaseAll()
    {
        while (Ranges.RootAddress != 0)
        {
            ReleaseRange(Ranges.At(Ranges.RootAddress));
        }
    }

    private void ReleaseRange(VadRecord record)
    {
        nuint first = record.FirstPage << PhysicalMemory.PageShift;
        nuint pageCount = record.PageCount;
        if (record.Kind == VadKind.Physical)
        {
            Space.Physical.Unmap(first, pageCount);
        }

        Clear(first, pageCount);
        Ranges.Remove(record);
        _lowestRoom = nuint.Min(_lowestRoom, first);
        _records.Free(record.Address);
        VirtualByteCount -= (ulong)pageCount << PhysicalMemory.PageShift;
    }

    private void Clear(nuint first, nuint pageCount)
    {
        Space.Pages.Release(first, pageCount);
        Space.Tables.Prune(first, pageCount);
    }

    /// <summary>Touches memory of the process as its own code would, on the running processor.</summary>
    private NtStatus Access(nuint address, int byteCount, Action<IKernel> access)
    {
        AddressSpaces spaces = _system.Memory.Spaces;
        if (byteCount != 0 && (!spaces.IsOfUser(address) || (nuint)byteCount > spaces.UserEnd - address))
        {
            return NtStatus.AccessViolation;
        }

        AddressSpace before = spaces.Switch(Space);
        bool hadHandler = _system.Memory.Faults.HasHandler;
        _system.Memory.Faults.HasHandler = true;
        try
        {
            access(_system.Kernel);
            return NtStatus.Success;
        }
        catch (UserAccessException exception)
        {
            return exception.Status;
        }
        finally
        {
            _system.Memory.Faults.HasHandler = hadHandler;
            spaces.Switch(before);
        }
    }

    /// <summary>The pages of a request, which must lie in one range.</summary>
    private NtStatus Locate(nuint address, nuint byteCount, out nuint first, out nuint pageCount, VadKind kind)
    {
        first = address & ~PageMask;
        pageCount = 0;
        if (byteCount == 0 || address >= End || byteCount > End - address)
        {
            return NtStatus.InvalidParameter;
        }

        VadRecord record = Ranges.Find(first >> PhysicalMemory.PageShift);
        if (!record.Exists)
        {
            return NtStatus.MemoryNotAllocated;
        }

        pageCount = RoundUp(address - first + byteCount) >> PhysicalMemory.PageShift;
        return record.Kind == kind && (first >> PhysicalMemory.PageShift) + (pageCount - 1) <= record.LastPage
            ? NtStatus.Success
            : NtStatus.ConflictingAddresses;
    }

    private static nuint RoundUp(nuint byteCount) => (byteCount + PageMask) & ~PageMask;
}
