using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ExPool.Snapshots;

namespace ExPool.Inspection.Live;

/// <content>
/// Windows: the region is a section named expool-PID-NAME in the session's directory of named objects.
/// </content>
public static partial class ControlRegionFinder
{
    private const string SectionPrefix = "expool-";

    private static List<RegionCandidate> FindInOnWindows(int processId) =>
        FindAllOnWindows().FindAll(candidate => candidate.ProcessId == processId);

    private static unsafe List<RegionCandidate> FindAllOnWindows()
    {
        List<RegionCandidate> candidates = [];
        nint directory = OpenNamedObjects();
        if (directory == 0)
        {
            return candidates;
        }

        const int BufferByteCount = 0x1_0000;
        byte* buffer = (byte*)NativeMemory.Alloc(BufferByteCount);
        try
        {
            uint context = 0;
            uint returned = 0;
            byte restart = 1;

            // NT_SUCCESS: zero or positive; "more entries" is positive, "no more entries" (0x8000001A) is negative.
            while (WindowsCalls.QueryDirectory(
                directory, buffer, BufferByteCount, 0, restart, &context, &returned) >= 0)
            {
                AddEntries((WindowsCalls.DirectoryEntry*)buffer, candidates);
                restart = 0;
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
            _ = WindowsCalls.Close(directory);
        }

        return candidates;
    }

    /// <summary>The list ends with an entry that is all zero.</summary>
    private static unsafe void AddEntries(WindowsCalls.DirectoryEntry* entry, List<RegionCandidate> candidates)
    {
        for (; entry->Name.Characters != 0; entry++)
        {
            ReadOnlySpan<char> name = new((void*)entry->Name.Characters, entry->Name.ByteCount / sizeof(char));
            ReadOnlySpan<char> type = new((void*)entry->TypeName.Characters, entry->TypeName.ByteCount / sizeof(char));
            if (!type.SequenceEqual("Section") || !name.StartsWith(SectionPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            ReadOnlySpan<char> rest = name[SectionPrefix.Length..];
            int dash = rest.IndexOf('-');
            if (dash > 0
                && int.TryParse(rest[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out int processId))
            {
                candidates.Add(new RegionCandidate(processId, rest[(dash + 1)..].ToString(), $@"Local\{name}"));
            }
        }
    }

    /// <summary>Opens the directory that Local\ names stand in; 0 when that is refused.</summary>
    private static unsafe nint OpenNamedObjects()
    {
        string path = WindowsCalls.SessionOf((uint)Environment.ProcessId, out uint session) && session != 0
            ? $@"\Sessions\{session}\BaseNamedObjects"
            : @"\BaseNamedObjects";
        fixed (char* characters = path)
        {
            WindowsCalls.CountedText name = new()
            {
                ByteCount = (ushort)(path.Length * sizeof(char)),
                MaximumByteCount = (ushort)(path.Length * sizeof(char)),
                Characters = (nint)characters,
            };
            WindowsCalls.ObjectAttributes attributes = new()
            {
                ByteCount = (uint)sizeof(WindowsCalls.ObjectAttributes),
                Name = (nint)(&name),
                Attributes = WindowsCalls.ObjectCaseInsensitive,
            };
            nint handle = 0;
            return WindowsCalls.OpenDirectory(&handle, WindowsCalls.DirectoryQuery, &attributes) >= 0 ? handle : 0;
        }
    }

    private static ControlRegion OpenRegionOnWindows(RegionCandidate candidate)
    {
        nint section = WindowsCalls.OpenSection(WindowsCalls.FileMapRead, false, candidate.Path);
        if (section == 0)
        {
            throw new SourceException(
                $"The control region of process {candidate.ProcessId} cannot be opened: "
                + $"{Marshal.GetLastPInvokeErrorMessage()} ({candidate.Path}).",
                SourceException.NotAvailable);
        }

        // A view keeps its section alive, so that the handle is not needed any more.
        nint view = WindowsCalls.MapView(section, WindowsCalls.FileMapRead, 0, 0, 0);
        int error = Marshal.GetLastPInvokeError();
        _ = WindowsCalls.Close(section);
        if (view == 0)
        {
            throw new SourceException(
                $"The control region of process {candidate.ProcessId} cannot be mapped: "
                + $"{Marshal.GetPInvokeErrorMessage(error)}.",
                SourceException.NotAvailable);
        }

        MappedRegion mapping = MappedRegion.OfView(view, ViewByteCount(view));
        try
        {
            byte[] bytes = new byte[PoolLayout.ExPool.RootByteCount];
            PoolRoot root = PoolRoot.Parse(bytes.AsSpan(0, mapping.Read(0, bytes)), PoolLayout.ExPool);
            return mapping.ByteCount >= root.TablesByteCount
                ? new ControlRegion(root, mapping)
                : throw new SnapshotFormatException(
                    $"truncated: the region has {mapping.ByteCount} bytes; its root block says {root.TablesByteCount}.",
                    root.Address);
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of a view: its regions of the same allocation, committed or only reserved, together.</summary>
    private static unsafe ulong ViewByteCount(nint view)
    {
        ulong total = 0;
        while (WindowsCalls.Query(
                (nint)((ulong)view + total),
                out WindowsCalls.MemoryInformation information,
                (nuint)sizeof(WindowsCalls.MemoryInformation)) != 0
            && information.AllocationBase == view)
        {
            total += information.RegionSize;
        }

        return total;
    }

    private static string CommandOnWindows(int processId)
    {
        try
        {
            using Process process = Process.GetProcessById(processId);
            return process.ProcessName;
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return "?";
        }
    }
}
