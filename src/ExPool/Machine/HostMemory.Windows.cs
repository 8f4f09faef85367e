using System;
using ExPool.Ke;
using ExPool.Mm;

namespace ExPool.Machine;

/// <summary>Windows: tables in a named section, pools in reserved address space that is committed extent by
/// extent.</summary>
/// <remarks>
/// The section is <c>Local\expool-PID-NAME</c>, of the same session and, by its default security, the same
/// user; it goes with the last handle. Pages that are not committed cannot be read here: the engine looks
/// at a page's state before it touches it. Locking is bounded by the process's minimum working set, so a
/// refusal is the usual answer for large pools.
/// </remarks>
internal sealed class WindowsHostMemory(HostMachineOptions options) : HostMemory
{
    private readonly ReservationBook _book = new();
    private readonly LockedExtents _locked = new(options.LockNonPagedPool);

    public override nuint LockedByteCount => _locked.ByteCount;

    public override NtStatus Reserve(SystemVaType type, nuint byteCount, out nuint address)
    {
        nint section = 0;
        if (type == SystemVaType.BootLoaded)
        {
            string name = $@"Local\expool-{Environment.ProcessId}-{options.Name}";
            ulong size = byteCount;
            section = WindowsCalls.CreateSection(
                -1, 0, WindowsCalls.PageReadWrite | WindowsCalls.SectionReserve,
                (uint)(size >> 32), (uint)(size & uint.MaxValue), name);
            address = section == 0 ? 0 : (nuint)WindowsCalls.MapView(
                section, WindowsCalls.FileMapRead | WindowsCalls.FileMapWrite, 0, 0, byteCount);
            if (address == 0 && section != 0)
            {
                WindowsCalls.Close(section);
            }
        }
        else
        {
            address = (nuint)WindowsCalls.Allocate(0, byteCount, WindowsCalls.MemoryReserve, WindowsCalls.PageNoAccess);
        }

        if (address == 0)
        {
            return NtStatus.NoMemory;
        }

        nint backing = section == 0 ? ReservationBook.Reservation.None : section;
        _book.Add(new ReservationBook.Reservation(type, address, byteCount, backing));

        return NtStatus.Success;
    }

    public override NtStatus Commit(nuint address, nuint byteCount)
    {
        if (WindowsCalls.Allocate(address, byteCount, WindowsCalls.MemoryCommit, WindowsCalls.PageReadWrite) == 0)
        {
            return NtStatus.CommitmentLimit;
        }

        if (_book.Find(address).Type == SystemVaType.NonPagedPool && _locked.Accepts(address + byteCount))
        {
            _locked.Add(address, byteCount, WindowsCalls.Lock(address, byteCount));
        }

        return NtStatus.Success;
    }

    public override void Decommit(nuint address, nuint byteCount)
    {
        ReservationBook.Reservation reservation = _book.Find(address);
        if (reservation.IsBacked)
        {
            return; // Pages of a section cannot be decommitted; the tables are never given back anyway.
        }

        if (reservation.Type == SystemVaType.NonPagedPool)
        {
            _locked.Subtract(address, byteCount);
        }

        WindowsCalls.Free(address, byteCount, WindowsCalls.MemoryDecommit);
    }

    public override void Release(nuint address, nuint byteCount)
    {
        ReservationBook.Reservation reservation = _book.Take(address);

        if (reservation.IsBacked)
        {
            WindowsCalls.UnmapView(address);
            WindowsCalls.Close(reservation.Backing);
            return;
        }

        if (reservation.Type == SystemVaType.NonPagedPool)
        {
            _locked.Clear();
        }

        WindowsCalls.Free(address, 0, WindowsCalls.MemoryRelease);
    }

    public override NtStatus Protect(nuint address, nuint byteCount, PageProtection protection)
    {
        uint bits = protection switch
        {
            PageProtection.NoAccess => WindowsCalls.PageNoAccess,
            PageProtection.ReadOnly => WindowsCalls.PageReadOnly,
            _ => WindowsCalls.PageReadWrite,
        };
        return WindowsCalls.Protect(address, byteCount, bits, out _)
            ? NtStatus.Success
            : NtStatus.InsufficientResources;
    }

    public override nuint? CountResident(nuint address, nuint byteCount) => null;
}
