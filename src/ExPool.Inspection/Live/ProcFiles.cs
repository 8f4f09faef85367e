using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace ExPool.Inspection.Live;

/// <summary>Reads what Linux tells about processes under /proc.</summary>
internal static class ProcFiles
{
    private const int MaximumByteCount = 0x1_0000;

    /// <summary>The numbers of all processes that this user can see.</summary>
    public static IEnumerable<int> Processes()
    {
        foreach (string path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int process))
            {
                yield return process;
            }
        }
    }

    /// <summary>
    /// When a process started, in ticks since the system did; <see langword="null"/> when there is none.
    /// </summary>
    /// <param name="processId">Its number.</param>
    public static ulong? StartTimeOf(int processId)
    {
        // "pid (command) state ppid ...": the command may hold anything, so count fields from its last bracket.
        const int FieldAfterCommand = 19;
        string? stat = TryRead($"/proc/{processId}/stat");
        int bracket = stat?.LastIndexOf(')') ?? -1;
        if (stat is null || bracket < 0)
        {
            return null;
        }

        string[] fields = stat[(bracket + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > FieldAfterCommand
            && ulong.TryParse(
                fields[FieldAfterCommand], NumberStyles.None, CultureInfo.InvariantCulture, out ulong ticks)
            ? ticks
            : null;
    }

    /// <summary>The command of a process, and for a .NET program started by the host also its file.</summary>
    /// <param name="processId">Its number.</param>
    public static string CommandOf(int processId)
    {
        string command = Printable((TryRead($"/proc/{processId}/comm") ?? "?").TrimEnd('\n'));
        if (command != "dotnet")
        {
            return command;
        }

        foreach (string argument in (TryRead($"/proc/{processId}/cmdline") ?? "").Split('\0'))
        {
            if (argument.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            {
                return $"{command} {Printable(Path.GetFileName(argument))}";
            }
        }

        return command;
    }

    /// <summary>The numbers that a process has, in this and in nested namespaces of processes.</summary>
    /// <param name="processId">Its number here.</param>
    public static IReadOnlyList<int> NumbersOf(int processId)
    {
        List<int> numbers = [processId];
        foreach (string line in (TryRead($"/proc/{processId}/status") ?? "").Split('\n'))
        {
            if (!line.StartsWith("NSpid:", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (string field in line["NSpid:".Length..].Split('\t', StringSplitOptions.RemoveEmptyEntries))
            {
                if (int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                {
                    numbers.Add(number);
                }
            }
        }

        return numbers;
    }

    private static string? TryRead(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[MaximumByteCount];
            int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Encoding.UTF8.GetString(bytes, 0, count);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A process names itself: what would control a terminal becomes '?'.</summary>
    private static string Printable(string text) => string.Create(text.Length, text, static (characters, source) =>
    {
        for (int index = 0; index < source.Length; index++)
        {
            characters[index] = char.IsControl(source[index]) ? '?' : source[index];
        }
    });
}
