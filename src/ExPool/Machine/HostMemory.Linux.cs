using System;
using System.Runtime.InteropServices;
using ExPool.Ke;
using ExPool.Mm;

namespace ExPool.Machine;

/// <summary>Linux: tables and paged pool in memory files, nonpaged pool in anonymous memory that is locked
/// extent by extent.</summary>
/// <remarks>
/// The tables are a memfd named <c>expool:NAME</c>, sealed against shrinking, which other processes of the same user
/// find under /proc/PID/fd and map read-only: nothing to clean up, nothing left after a kill. Paged pool is
/// a memfd so that the kernel may write it to swap. Reserved pool pages are readable and read as zero
/// before they are committed.
/// </remarks>
internal sealed class LinuxHostMemory(HostMachineOptions options) : HostMemory
{
    private readonly ReservationBook _book = new();
    private readonly LockedExtents _locked = new(options.LockNonPagedPool);

    public override nuint LockedByteCount => _locked.ByteCount;

    public override NtStatus Reserve(SystemVaType type, nuint byteCount, out nuint address)
    {
        address = 0;
        int file = -1;
        if (type != SystemVaType.NonPagedPool)
        {
            string prefix = type == SystemVaType.BootLoaded ? "expool:" : "expool-paged:";
            file = CreateFile(prefix + options.Name, byteCount);
            if (file < 0)
            {
                return NtStatus.InsufficientResources;
            }
        }

        bool isTables = type == SystemVaType.BootLoaded;
        int protection = isTables ? LinuxCalls.ProtectionRead | LinuxCalls.ProtectionWrite : LinuxCalls.ProtectionRead;
        int flags = file >= 0
            ? LinuxCalls.MapShared | LinuxCalls.MapNoReserve
            : LinuxCalls.MapPrivate | LinuxCalls.MapAnonymous | LinuxCalls.MapNoReserve;
        nuint reservedByteCount = file >= 0 ? byteCount : LinuxLargePages.Around(byteCount);
        nint mapped = LinuxCalls.Map(0, reservedByteCount, protection, flags, file, 0);
        if (mapped == -1)
        {
            CloseFile(file);
            return NtStatus.NoMemory;
        }

        LinuxLargePages? largePages = null;
        address = (nuint)mapped;
        if (file < 0)
        {
            address = LinuxLargePages.Align(address, byteCount);
            largePages = new LinuxLargePages(address, byteCount, options.LargePages);
        }
        else
        {
            Seal(file, isTables);
            // A child made by fork must not share tables that only this process's locks guard.
            _ = LinuxCalls.Advise(address, byteCount, LinuxCalls.AdviceDontFork);
        }

        _book.Add(new ReservationBook.Reservation(type, address, byteCount, file) { LargePages = largePages });

        return NtStatus.Success;
    }

    public override NtStatus Commit(nuint address, nuint byteCount)
    {
        ReservationBook.Reservation reservation = _book.Find(address);
        if (reservation.Type == SystemVaType.BootLoaded)
        {
            // Space is taken now, so that a full system is a refusal here and not a signal at the first touch.
            long offset = (long)(address - reservation.Address);
            return LinuxCalls.AllocateRange((int)reservation.Backing, 0, offset, (long)byteCount) == 0
                ? NtStatus.Success
                : NtStatus.CommitmentLimit;
        }

        if (LinuxCalls.Protect(address, byteCount, LinuxCalls.ProtectionRead | LinuxCalls.ProtectionWrite) != 0)
        {
            return NtStatus.CommitmentLimit;
        }

        reservation.LargePages?.Commit(address, byteCount);
        if (reservation.Type == SystemVaType.NonPagedPool && _locked.Accepts(address + byteCount))
        {
            _locked.Add(
                address, byteCount, LinuxCalls.Lock(address, byteCount, LinuxCalls.LockOnFault) == 0);
        }

        return NtStatus.Success;
    }

    public override void Decommit(nuint address, nuint byteCount)
    {
        ReservationBook.Reservation reservation = _book.Find(address);
        if (reservation.IsBacked)
        {
            _ = LinuxCalls.Advise(address, byteCount, LinuxCalls.AdviceRemove);
            return;
        }

        if (reservation.Type == SystemVaType.NonPagedPool)
        {
            _locked.Subtract(address, byteCount);
        }

        byteCount = reservation.LargePages?.Decommit(address, byteCount) ?? byteCount;
        if (byteCount == 0)
        {
            return;
        }

        // The range stays writable and keeps its lock on fault: a mapping for each hole would soon be one too many.

        // Locked pages refuse the plain advice; kernels before 5.18 know no other, and there the bytes are cleared.
        if (LinuxCalls.Advise(address, byteCount, LinuxCalls.AdviceDontNeed) != 0
            && LinuxCalls.Advise(address, byteCount, LinuxCalls.AdviceDontNeedLocked) != 0)
        {
            Clear(address, byteCount);
        }
    }

    public override void Release(nuint address, nuint byteCount)
    {
        ReservationBook.Reservation reservation = _book.Take(address);

        _ = LinuxCalls.Unmap(address, byteCount);
        CloseFile((int)reservation.Backing);
        if (reservation.Type == SystemVaType.NonPagedPool)
        {
            _locked.Clear();
        }
    }

    public override NtStatus Protect(nuint address, nuint byteCount, PageProtection protection)
    {
        int bits = protection switch
        {
            PageProtection.NoAccess => 0,
            PageProtection.ReadOnly => LinuxCalls.ProtectionRead,
            _ => LinuxCalls.ProtectionRead | LinuxCalls.ProtectionWrite,
        };
        return LinuxCalls.Protect(address, byteCount, bits) == 0 ? NtStatus.Success : NtStatus.InsufficientResources;
    }

    public override unsafe nuint? CountResident(nuint address, nuint byteCount)
    {
        const int ChunkPageCount = 4096;
        Span<byte> vector = stackalloc byte[ChunkPageCount];
        nuint resident = 0;
        nuint systemPage = (nuint)Environment.SystemPageSize;
        for (nuint offset = 0; offset < byteCount;)
        {
            nuint chunk = Math.Min(byteCount - offset, ChunkPageCount * systemPage);
            fixed (byte* bytes = vector)
            {
                if (LinuxCalls.InCore(address + offset, chunk, bytes) != 0)
                {
                    return null;
                }
            }

            int count = (int)((chunk + systemPage - 1) / systemPage);
            resident += (nuint)(count - vector[..count].Count((byte)0));
            offset += chunk;
        }

        return resident * (systemPage / PageByteCount);
    }

    private static int CreateFile(string name, nuint byteCount)
    {
        int file = LinuxCalls.CreateMemoryFile(name, LinuxCalls.MemfdCloseOnExec | LinuxCalls.MemfdAllowSealing);
        if (file >= 0 && LinuxCalls.Truncate(file, (long)byteCount) != 0)
        {
            CloseFile(file);
            return -1;
        }

        return file;
    }

    /// <summary>Nobody can change the file's size any more, and nobody else can map the tables for writing.</summary>
    /// <remarks>The seal on later writers also forbids holes, by which paged pool gives its pages back.</remarks>
    private static void Seal(int file, bool isTables)
    {
        const int Size = LinuxCalls.SealShrink | LinuxCalls.SealGrow;
        int seals = isTables ? Size | LinuxCalls.SealFutureWrite : Size;
        // Kernels before 5.1 do not know the seal on later writers.
        if (LinuxCalls.Control(file, LinuxCalls.FcntlAddSeals, seals) != 0)
        {
            _ = LinuxCalls.Control(file, LinuxCalls.FcntlAddSeals, Size);
        }

        _ = LinuxCalls.Control(file, LinuxCalls.FcntlAddSeals, LinuxCalls.SealSeal);
    }

    private static void CloseFile(int file)
    {
        if (file >= 0)
        {
            _ = LinuxCalls.Close(file);
        }
    }

    private static unsafe void Clear(nuint address, nuint byteCount) =>
        NativeMemory.Clear((void*)address, byteCount);
}
