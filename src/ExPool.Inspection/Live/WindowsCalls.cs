using System.Runtime.InteropServices;

namespace ExPool.Inspection.Live;

/// <summary>The calls of Windows that looking into another process takes.</summary>
internal static partial class WindowsCalls
{
    public const uint ProcessVmRead = 0x0010;
    public const uint ProcessQueryLimitedInformation = 0x1000;
    public const uint Synchronize = 0x0010_0000;
    public const uint FileMapRead = 0x0004;
    public const uint WaitTimeout = 0x102;
    public const int ErrorAccessDenied = 5;
    public const int ErrorInvalidParameter = 87;
    public const uint DirectoryQuery = 0x0001;
    public const uint ObjectCaseInsensitive = 0x40;

    [LibraryImport("kernel32", EntryPoint = "OpenProcess", SetLastError = true)]
    public static partial nint OpenProcess(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint processId);

    [LibraryImport("kernel32", EntryPoint = "CloseHandle", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool Close(nint handle);

    [LibraryImport("kernel32", EntryPoint = "WaitForSingleObject", SetLastError = true)]
    public static partial uint Wait(nint handle, uint milliseconds);

    [LibraryImport("kernel32", EntryPoint = "GetCurrentProcess")]
    public static partial nint CurrentProcess();

    [LibraryImport("kernel32", EntryPoint = "ReadProcessMemory", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static unsafe partial bool ReadProcess(
        nint process, nuint address, byte* destination, nuint byteCount, nuint* read);

    [LibraryImport(
        "kernel32", EntryPoint = "OpenFileMappingW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial nint OpenSection(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, string name);

    [LibraryImport("kernel32", EntryPoint = "MapViewOfFile", SetLastError = true)]
    public static partial nint MapView(nint section, uint access, uint offsetHigh, uint offsetLow, nuint byteCount);

    [LibraryImport("kernel32", EntryPoint = "UnmapViewOfFile", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool UnmapView(nint address);

    [LibraryImport("kernel32", EntryPoint = "VirtualQuery", SetLastError = true)]
    public static partial nuint Query(nint address, out MemoryInformation information, nuint byteCount);

    [LibraryImport("kernel32", EntryPoint = "ProcessIdToSessionId", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool SessionOf(uint processId, out uint session);

    [LibraryImport("ntdll", EntryPoint = "NtOpenDirectoryObject")]
    public static unsafe partial int OpenDirectory(nint* handle, uint access, ObjectAttributes* attributes);

    [LibraryImport("ntdll", EntryPoint = "NtQueryDirectoryObject")]
    public static unsafe partial int QueryDirectory(
        nint handle, byte* buffer, uint byteCount, byte single, byte restart, uint* context, uint* returned);

    /// <summary>MEMORY_BASIC_INFORMATION of a 64-bit process: 48 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MemoryInformation
    {
        public nint BaseAddress;
        public nint AllocationBase;
        public uint AllocationProtect;
        public ushort PartitionId;
        public nuint RegionSize;
        public uint State;
        public uint Protect;
        public uint Type;
    }

    /// <summary>UNICODE_STRING.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CountedText
    {
        public ushort ByteCount;
        public ushort MaximumByteCount;
        public nint Characters;
    }

    /// <summary>OBJECT_ATTRIBUTES.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ObjectAttributes
    {
        public uint ByteCount;
        public nint RootDirectory;
        public nint Name;
        public uint Attributes;
        public nint SecurityDescriptor;
        public nint SecurityQuality;
    }

    /// <summary>OBJECT_DIRECTORY_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DirectoryEntry
    {
        public CountedText Name;
        public CountedText TypeName;
    }
}
