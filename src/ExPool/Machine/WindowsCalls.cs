using System.Runtime.InteropServices;

namespace ExPool.Machine;

/// <summary>The memory calls of Windows.</summary>
internal static partial class WindowsCalls
{
    public const uint MemoryCommit = 0x1000;
    public const uint MemoryReserve = 0x2000;
    public const uint MemoryDecommit = 0x4000;
    public const uint MemoryRelease = 0x8000;

    public const uint PageNoAccess = 0x01;
    public const uint PageReadOnly = 0x02;
    public const uint PageReadWrite = 0x04;

    public const uint SectionReserve = 0x0400_0000;
    public const uint FileMapRead = 0x0004;
    public const uint FileMapWrite = 0x0002;

    [LibraryImport("kernel32", EntryPoint = "VirtualAlloc", SetLastError = true)]
    public static partial nint Allocate(nuint address, nuint byteCount, uint type, uint protection);

    [LibraryImport("kernel32", EntryPoint = "VirtualFree", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Free(nuint address, nuint byteCount, uint type);

    [LibraryImport("kernel32", EntryPoint = "VirtualProtect", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Protect(nuint address, nuint byteCount, uint protection, out uint before);

    [LibraryImport("kernel32", EntryPoint = "VirtualLock", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Lock(nuint address, nuint byteCount);

    [LibraryImport(
        "kernel32",
        EntryPoint = "CreateFileMappingW",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint CreateSection(
        nint file, nint security, uint protection, uint high, uint low, string? name);

    [LibraryImport("kernel32", EntryPoint = "MapViewOfFile", SetLastError = true)]
    public static partial nint MapView(nint section, uint access, uint offsetHigh, uint offsetLow, nuint byteCount);

    [LibraryImport("kernel32", EntryPoint = "UnmapViewOfFile", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool UnmapView(nuint address);

    [LibraryImport("kernel32", EntryPoint = "GetNumaProcessorNode", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool GetProcessorNode(byte processor, out byte node);

    [LibraryImport("kernel32", EntryPoint = "CloseHandle", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Close(nint handle);
}
