using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using ExPool.Snapshots;
using Microsoft.Win32.SafeHandles;

namespace ExPool.Inspection.Live;

/// <content>Linux: the region is a memory file that its process keeps open, found under /proc/PID/fd.</content>
public static partial class ControlRegionFinder
{
    private const string LinkPrefix = "/memfd:expool:";
    private const string LinkSuffix = " (deleted)";

    private static IEnumerable<RegionCandidate> FindAllOnLinux()
    {
        foreach (int processId in ProcFiles.Processes())
        {
            List<RegionCandidate> candidates;
            try
            {
                candidates = FindInOnLinux(processId);
            }
            catch (SourceException)
            {
                continue; // Another user's, or gone meanwhile.
            }

            foreach (RegionCandidate candidate in candidates)
            {
                yield return candidate;
            }
        }
    }

    private static List<RegionCandidate> FindInOnLinux(int processId)
    {
        List<RegionCandidate> candidates = [];
        try
        {
            foreach (string path in Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd"))
            {
                if (ReadLink(path) is string link
                    && link.StartsWith(LinkPrefix, StringComparison.Ordinal)
                    && link.EndsWith(LinkSuffix, StringComparison.Ordinal))
                {
                    string name = link[LinkPrefix.Length..^LinkSuffix.Length];
                    candidates.Add(new RegionCandidate(processId, name, path));
                }
            }
        }
        catch (UnauthorizedAccessException)
        {
            throw new SourceException(
                $"Process {processId} belongs to another user or refuses inspection "
                + $"(/proc/{processId}/fd: permission denied).",
                SourceException.NotAvailable);
        }
        catch (DirectoryNotFoundException)
        {
            throw new SourceException($"There is no process {processId}.", SourceException.BadInput);
        }
        catch (IOException failure)
        {
            throw new SourceException(
                $"Process {processId} cannot be looked into: {failure.Message}", SourceException.NotAvailable);
        }

        return candidates;
    }

    /// <summary>What a link under /proc points at; <see langword="null"/> when it is gone or may not be
    /// read.</summary>
    private static string? ReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ControlRegion OpenRegionOnLinux(RegionCandidate candidate)
    {
        using SafeFileHandle file = OpenFile(candidate);
        PoolRoot root = ReadRoot(file);
        return new ControlRegion(root, MappedRegion.MapFile(file, root.TablesByteCount));
    }

    private static PoolRoot ReadRootOnLinux(RegionCandidate candidate)
    {
        using SafeFileHandle file = OpenFile(candidate);
        return ReadRoot(file);
    }

    private static SafeFileHandle OpenFile(RegionCandidate candidate)
    {
        // Not blocking: the number may have become a pipe since the link was read.
        const int Flags = LinuxCalls.OpenReadOnly | LinuxCalls.OpenNonBlocking | LinuxCalls.OpenCloseOnExec;
        int file = LinuxCalls.Open(candidate.Path, Flags);
        return file >= 0
            ? new SafeFileHandle(file, ownsHandle: true)
            : throw new SourceException(
                $"The control region of process {candidate.ProcessId} cannot be opened: "
                + $"{Marshal.GetLastPInvokeErrorMessage()} ({candidate.Path}).",
                SourceException.NotAvailable);
    }

    /// <summary>Checks that mapping the file is safe, and reads its root block by a call that cannot fault.</summary>
    private static PoolRoot ReadRoot(SafeFileHandle file)
    {
        int seals = LinuxCalls.Control(file, LinuxCalls.FcntlGetSeals);
        if (seals < 0 || (seals & LinuxCalls.SealShrink) == 0)
        {
            throw new SnapshotFormatException(
                "the region is not sealed against shrinking; a reader of it could be killed by its owner");
        }

        long byteCount = RandomAccess.GetLength(file);
        byte[] bytes = new byte[PoolLayout.ExPool.RootByteCount];
        int count = RandomAccess.Read(file, bytes, 0);
        PoolRoot root = PoolRoot.Parse(bytes.AsSpan(0, count), PoolLayout.ExPool);
        return (ulong)byteCount >= root.TablesByteCount
            ? root
            : throw new SnapshotFormatException(
                $"truncated: the region has {byteCount} bytes; its root block says {root.TablesByteCount}.",
                root.Address);
    }
}
