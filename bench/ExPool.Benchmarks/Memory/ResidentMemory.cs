using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace ExPool.Benchmarks.Memory;

/// <summary>How much of this process lies in RAM.</summary>
internal static class ResidentMemory
{
    private const string Rollup = "/proc/self/smaps_rollup";

    /// <summary>Resident bytes: private, of files and shared, as far as this process maps them.</summary>
    /// <remarks>On Linux the kernel walks the page tables for it; <c>/proc/self/status</c> may lag.</remarks>
    public static long Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            using Process self = Process.GetCurrentProcess();
            return self.WorkingSet64;
        }

        foreach (string line in File.ReadLines(Rollup))
        {
            if (line.StartsWith("Rss:", StringComparison.Ordinal))
            {
                string kilobytes = line["Rss:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
                return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
            }
        }

        throw new InvalidDataException($"{Rollup} has no line 'Rss:'");
    }
}
