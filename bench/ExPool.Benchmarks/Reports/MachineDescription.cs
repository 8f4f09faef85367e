using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.Reports;

/// <summary>Where numbers were measured.</summary>
internal sealed partial record MachineDescription
{
    /// <summary>The processor's name.</summary>
    public required string Cpu { get; init; }

    /// <summary>Logical processors.</summary>
    public int Cores { get; } = Environment.ProcessorCount;

    /// <summary>The operating system and its kernel.</summary>
    public string Kernel { get; } = $"{RuntimeInformation.OSDescription}, {Environment.OSVersion.Version}";

    /// <summary>The .NET runtime.</summary>
    public string Runtime { get; } = RuntimeInformation.FrameworkDescription;

    /// <summary>The C library's version; <see langword="null"/> when it is not the GNU C library.</summary>
    public required string? Glibc { get; init; }

    /// <summary>The load average when measuring began; <see langword="null"/> when the system does not say.</summary>
    public required string? Load { get; init; }

    /// <summary>The peers' packages and versions, by the peer; <see langword="null"/> when unknown.</summary>
    public required IReadOnlyDictionary<string, string?> Peers { get; init; }

    /// <summary>Describes this machine.</summary>
    public static MachineDescription Read()
    {
        Dictionary<string, string?> peers = [];
        foreach (PeerLibrary library in PeerBook.Libraries)
        {
            if (library.Problem is null)
            {
                peers[library.Peer] = VersionOf(library.Package);
            }
        }

        return new MachineDescription
        {
            Cpu = ValueOf("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Glibc = GlibcVersion(),
            Load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : null,
            Peers = peers,
        };
    }

    private static string? ValueOf(string path, string key)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (string line in File.ReadLines(path))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.StartsWith(key, StringComparison.Ordinal))
            {
                return line[(colon + 1)..].Trim();
            }
        }

        return null;
    }

    private static string? VersionOf(string package)
    {
        try
        {
            ProcessStartInfo start = new("dpkg-query", ["-W", "-f=${Package} ${Version}", package])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process? query = Process.Start(start);
            string? output = query?.StandardOutput.ReadToEnd();
            query?.WaitForExit();
            return query is { ExitCode: 0 } ? output : null;
        }
        catch (Win32Exception)
        {
            return null; // Not a system with dpkg.
        }
    }

    private static string? GlibcVersion()
    {
        try
        {
            return Marshal.PtrToStringUTF8(GnuGetLibcVersion());
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    private static partial nint GnuGetLibcVersion();
}
