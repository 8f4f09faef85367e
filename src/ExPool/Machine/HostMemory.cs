using System;
using ExPool.Ke;
using ExPool.Mm;

namespace ExPool.Machine;

/// <summary>The operating system's memory calls, as the host machine needs them.</summary>
/// <remarks>All ranges are whole pages inside of one reservation of this object.</remarks>
internal abstract class HostMemory
{
    /// <summary>Bytes of a pool page, whatever the system's own page is.</summary>
    public const int PageByteCount = 4096;

    /// <summary>The memory of the system that this process runs on.</summary>
    /// <param name="options">The name of the shared region, and whether to lock nonpaged pool.</param>
    public static HostMemory Create(HostMachineOptions options)
    {
        if (OperatingSystem.IsLinux())
        {
            return new LinuxHostMemory(options);
        }

        if (OperatingSystem.IsWindows())
        {
            return new WindowsHostMemory(options);
        }

        throw new PlatformNotSupportedException(
            "ExPool's host machine runs on Linux and Windows; this system is neither.");
    }

    /// <summary>Bytes of nonpaged pool that the system promised to keep resident.</summary>
    public abstract nuint LockedByteCount { get; }

    public abstract NtStatus Reserve(SystemVaType type, nuint byteCount, out nuint address);

    public abstract NtStatus Commit(nuint address, nuint byteCount);

    public abstract void Decommit(nuint address, nuint byteCount);

    public abstract void Release(nuint address, nuint byteCount);

    public abstract NtStatus Protect(nuint address, nuint byteCount, PageProtection protection);

    public abstract nuint? CountResident(nuint address, nuint byteCount);
}
