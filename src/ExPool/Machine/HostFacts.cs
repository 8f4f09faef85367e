using System;
using System.Runtime.InteropServices;

namespace ExPool.Machine;

/// <summary>Reads what is fixed about this process's machine.</summary>
internal static class HostFacts
{
    /// <summary>The facts; RAM is what this process may use, so a container's limit counts.</summary>
    public static MachineFacts Read() => new(
        HostMemory.PageByteCount,
        Environment.SystemPageSize,
        Environment.ProcessorCount,
        (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        null,
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}");
}
