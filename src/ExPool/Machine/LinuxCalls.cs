using System.Runtime.InteropServices;

namespace ExPool.Machine;

/// <summary>The C library's memory calls on Linux, with the kernel's numbers.</summary>
/// <remarks>Numbers are those of include/uapi of the Linux kernel for x86-64 and arm64, where they are
/// equal.</remarks>
internal static partial class LinuxCalls
{
    public const int ProtectionRead = 1;
    public const int ProtectionWrite = 2;

    public const int MapShared = 0x01;
    public const int MapPrivate = 0x02;
    public const int MapAnonymous = 0x20;
    public const int MapNoReserve = 0x4000;

    public const int AdviceDontNeed = 4;
    public const int AdviceRemove = 9;
    public const int AdviceDontFork = 10;
    public const int AdviceHugePage = 14;
    public const int AdviceNoHugePage = 15;
    public const int AdviceDontNeedLocked = 24;

    public const uint MemfdCloseOnExec = 1;
    public const uint MemfdAllowSealing = 2;

    public const int FcntlAddSeals = 1033;
    public const int SealSeal = 1;
    public const int SealShrink = 2;
    public const int SealGrow = 4;
    public const int SealFutureWrite = 16;

    public const uint LockOnFault = 1;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint byteCount, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nuint address, nuint byteCount);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Protect(nuint address, nuint byteCount, int protection);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static partial int Advise(nuint address, nuint byteCount, int advice);

    [LibraryImport("libc", EntryPoint = "mlock2", SetLastError = true)]
    public static partial int Lock(nuint address, nuint byteCount, uint flags);

    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    public static unsafe partial int InCore(nuint address, nuint byteCount, byte* vector);

    [LibraryImport(
        "libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate64", SetLastError = true)]
    public static partial int Truncate(int file, long byteCount);

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    public static partial int AllocateRange(int file, int mode, long offset, long byteCount);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);
}
