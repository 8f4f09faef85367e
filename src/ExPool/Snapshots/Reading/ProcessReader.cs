using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads the processes that blocks are charged to.</summary>
/// <remarks>
/// Their records are linked and never unlinked, so the links are followed at any time. A record that became another
/// process's while it was read is read again.
/// </remarks>
internal sealed class ProcessReader(TableReader tables)
{
    private const int PeakOffset = 8;
    private const int LimitOffset = 16;
    private const int RefusalsOffset = 24;
    private const ulong LowHalf = uint.MaxValue;

    private readonly ProcessLayout _layout = tables.Layout.Process;

    /// <summary>A row for each process, in the order in which their records were made.</summary>
    /// <param name="root">The root block.</param>
    public ImmutableArray<ProcessUsage> Read(PoolRoot root)
    {
        ImmutableArray<ProcessUsage>.Builder rows = ImmutableArray.CreateBuilder<ProcessUsage>();
        Span<byte> bytes = stackalloc byte[_layout.ByteCount];
        ulong address = root.ProcessesAddress;
        for (uint count = 0; address != 0; count++)
        {
            if (count > SnapshotLimits.ListCount)
            {
                throw new SnapshotFormatException(
                    $"The links of the processes do not end after {count} records.", address);
            }

            tables.RequireTable(address, (ulong)_layout.ByteCount, "process");
            if (TryRead(address, bytes))
            {
                rows.Add(Build(bytes));
            }

            address = Word(bytes, _layout.NextAddress);
        }

        rows.Reverse();
        return rows.DrainToImmutable();
    }

    /// <summary>Reads a record as it was for one process; false when it is nobody's.</summary>
    private bool TryRead(ulong address, Span<byte> bytes)
    {
        for (int attempt = 1; ; attempt++)
        {
            tables.Read(address, bytes, "process");
            ulong before = Word(bytes, _layout.References);
            ulong after = tables.ReadUInt64(address + (ulong)_layout.References, "process");
            if (before >> 32 == after >> 32 || attempt == SnapshotLimits.RetryCount)
            {
                return (before & LowHalf) != 0;
            }
        }
    }

    private ProcessUsage Build(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> name = bytes.Slice(_layout.Name, _layout.NameByteCount);
        int end = name.IndexOf((byte)0);
        ulong references = Word(bytes, _layout.References);
        return new ProcessUsage(
            PlainText.Decode(end < 0 ? name : name[..end]),
            (references & _layout.AliveBit) == 0,
            (references & LowHalf) >> 1,
            BuildQuota(bytes[_layout.NonPaged..]),
            BuildQuota(bytes[_layout.Paged..]));
    }

    private static QuotaUsage BuildQuota(ReadOnlySpan<byte> bytes)
    {
        ulong usage = Word(bytes, 0);
        ulong limit = Word(bytes, LimitOffset);
        return new QuotaUsage(
            usage,
            Math.Max(usage, Word(bytes, PeakOffset)),
            limit == ulong.MaxValue ? null : limit,
            Word(bytes, RefusalsOffset));
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
