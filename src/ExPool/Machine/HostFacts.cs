using System;
using System.Runtime.InteropServices;

namespace ExPool.Machine;

/// <summary>Reads what is fixed about this process's machine.</summary>
internal static class HostFacts
{
    /// <summary>The facts; RAM is what this process may use, so a container's limit counts.</summary>
    /// <param name="options">Whether large pages are asked for.</param>
    public static MachineFacts Read(HostMachineOptions options) => new(
        HostMemory.PageByteCount,
        Environment.SystemPageSize,
        Environment.ProcessorCount,
        (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        null,
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}")
    {
        LargePageCount = options.LargePages && LinuxLargePages.IsAvailable
            ? LinuxLargePages.ByteCount / HostMemory.PageByteCount
            : 0,
    };
}
