using System.Runtime.InteropServices;

namespace ExPool.Inspection.Tests.Live;

/// <summary>Makes regions as a careless or hostile process would.</summary>
internal static partial class LinuxTestCalls
{
    public const uint CloseOnExec = 1; // A process that a test starts meanwhile must not inherit it.
    public const uint AllowSealing = 2;
    public const int AddSeals = 1033;
    public const int SealShrink = 2;

    [LibraryImport(
        "libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Truncate(int file, long byteCount);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(int file, int command, int argument);
}
