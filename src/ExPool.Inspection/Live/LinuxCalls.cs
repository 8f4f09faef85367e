using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ExPool.Inspection.Live;

/// <summary>The calls of Linux that looking into another process takes.</summary>
internal static partial class LinuxCalls
{
    public const int OpenReadOnly = 0;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x8_0000;
    public const int ProtectionRead = 1;
    public const int MapShared = 1;
    public const int FcntlGetSeals = 1034;
    public const int SealShrink = 2;
    public const short PollIn = 1;
    public const long PidfdOpenNumber = 434; // The same on every architecture.
    public const int NotPermitted = 1; // EPERM
    public const int NoSuchProcess = 3; // ESRCH
    public const int AccessDenied = 13; // EACCES
    public const int BadAddress = 14; // EFAULT

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, int command);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(
        nint address, nuint byteCount, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint byteCount);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial long PidfdOpen(long number, int processId, uint flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    public static unsafe partial nint ReadProcess(
        int processId, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    /// <summary>struct pollfd: 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int File;
        public short Events;
        public short Returned;
    }

    /// <summary>struct iovec: two pointers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public nuint Start;
        public nuint ByteCount;
    }
}
