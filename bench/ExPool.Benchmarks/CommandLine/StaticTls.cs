using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.CommandLine;

/// <summary>Starts this program once more when a peer's library needs room that the loader gives only from the
/// start of a process.</summary>
/// <remarks>
/// jemalloc keeps its per-thread data in static TLS. The GNU loader keeps 512 bytes of that for libraries that are
/// loaded later, too few; GLIBC_TUNABLES asks for more and is read only when a process starts.
/// </remarks>
internal static unsafe partial class StaticTls
{
    private const string Variable = "GLIBC_TUNABLES";
    private const string Tunable = "glibc.rtld.optional_static_tls";
    private const string Setting = Tunable + "=65536";

    /// <summary>Replaces this process by one with more room, unless it has enough or was given more.</summary>
    /// <param name="libraries">The libraries to be loaded.</param>
    public static void Provide(IReadOnlyList<PeerLibrary> libraries)
    {
        string before = Environment.GetEnvironmentVariable(Variable) ?? "";
        if (before.Contains(Tunable, StringComparison.Ordinal) || !OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (PeerLibrary library in libraries)
        {
            if (library.NeedsStaticTls)
            {
                Restart(before.Length == 0 ? Setting : $"{before}:{Setting}");
            }
        }
    }

    private static void Restart(string value)
    {
        // Each argument ends with a 0; the kernel keeps them as they were given.
        byte[] text = File.ReadAllBytes("/proc/self/cmdline");
        int count = text.AsSpan().Count((byte)0);
        byte** arguments = stackalloc byte*[count + 1];
        fixed (byte* first = text, path = "/proc/self/exe\0"u8)
        {
            byte* next = first;
            for (int index = 0; index < count; index++)
            {
                arguments[index] = next;
                next += new ReadOnlySpan<byte>(next, (int)(first + text.Length - next)).IndexOf((byte)0) + 1;
            }

            arguments[count] = null;
            _ = SetVariable(Variable, value, overwrite: 1);
            _ = Execute(path, arguments);
        }

        throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true)]
    private static partial int Execute(byte* path, byte** arguments);
}
