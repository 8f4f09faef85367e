using System;
using System.Buffers.Binary;
using System.IO;
using ExPool.Snapshots;

namespace ExPool.Inspection.Live;

/// <summary>How much of a pool is in RAM, as the system knows it.</summary>
public static class ResidentMemory
{
    private const ulong PageByteCount = 4096;
    private const int EntryByteCount = 8;
    private const int EntriesPerRead = 0x2000;
    private const ulong Present = 1UL << 63;   // proc_pid_pagemap(5)
    private const ulong MaximumPageCount = 1 << 26;   // 256 GiB: more would take seconds, and is seldom true

    /// <summary>
    /// Counts the bytes of a pool that are in RAM; <see langword="null"/> where the system does not tell: not on
    /// Windows, and not of a process that this user may not look into.
    /// </summary>
    /// <param name="source">A source that is a process.</param>
    /// <param name="kind">The pool.</param>
    /// <exception cref="SnapshotFormatException">The tables are damaged.</exception>
    public static ulong? Measure(ISnapshotSource source, PoolKind kind)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!OperatingSystem.IsLinux()
            || Environment.SystemPageSize != (int)PageByteCount
            || source.Origin.ProcessId is not int processId
            || source.Blocks is not { } reader)
        {
            return null;
        }

        (ulong address, ulong byteCount) = reader.FindRange(kind);
        return byteCount / PageByteCount > MaximumPageCount
            ? null
            : Count(processId, address / PageByteCount, byteCount / PageByteCount) * PageByteCount;
    }

    private static ulong? Count(int processId, ulong firstPage, ulong pageCount)
    {
        try
        {
            // No buffering: what is read is a state of now, and read once.
            using FileStream pages = new(
                $"/proc/{processId}/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] entries = new byte[EntriesPerRead * EntryByteCount];
            ulong present = 0;
            pages.Position = checked((long)(firstPage * EntryByteCount));
            for (ulong left = pageCount; left > 0;)
            {
                int now = (int)Math.Min(left, EntriesPerRead);
                Span<byte> read = entries.AsSpan(0, now * EntryByteCount);
                pages.ReadExactly(read);
                for (int offset = 0; offset < read.Length; offset += EntryByteCount)
                {
                    present += BinaryPrimitives.ReadUInt64LittleEndian(read[offset..]) >= Present ? 1UL : 0;
                }

                left -= (ulong)now;
            }

            return present;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
