using System;
using System.Runtime.InteropServices;

namespace ExPool.Cli.Tests.Target;

/// <summary>What only the system can do to spoil a process for its readers.</summary>
internal static partial class NativeCalls
{
    private const int SetDumpable = 4;

    private const uint AllowSealing = 2;

    private const int AddSeals = 1033;

    private const int SealShrink = 2;

    private const int KillSignal = 9;

    public static void ForbidInspection() => Check(Control(SetDumpable, 0, 0, 0, 0), "prctl");

    /// <summary>Leaves a memory file open that looks like a control region by its name.</summary>
    public static void CreateRegion(string name, long byteCount, bool isSealed)
    {
        int file = CreateMemoryFile(name, AllowSealing);
        Check(file, "memfd_create");
        Check(Truncate(file, byteCount), "ftruncate");
        if (isSealed)
        {
            Check(FileControl(file, AddSeals, SealShrink), "fcntl");
        }
    }

    /// <summary>Ends a process as kill -9 does: it cannot tidy up.</summary>
    public static void Kill(int processId) => Check(Signal(processId, KillSignal), "kill");

    /// <summary>Asks a process to end as Ctrl-C does.</summary>
    public static void Interrupt(int processId) => Check(Signal(processId, 2), "kill");

    private static void Check(int result, string call)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport(
        "libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(int file, long byteCount);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int file, int command, int value);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Signal(int processId, int signal);
}
