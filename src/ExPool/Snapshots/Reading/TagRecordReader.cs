using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads the tag records: the counters of those without an entry of their own, and the call sites.</summary>
/// <remarks>A record and its call site never change once complete, so that texts are decoded once and kept.</remarks>
internal sealed class TagRecordReader(TableReader tables)
{
    private const int RecordsPerRead = 256; // 64 KiB.

    private readonly TagRecordLayout _layout = tables.Layout.Tag;
    private readonly byte[] _buffer = new byte[RecordsPerRead * tables.Layout.Tag.ByteCount];
    private string?[] _callSites = [];

    /// <summary>Adds the shared counters of every record to a table.</summary>
    /// <param name="table">Where to add.</param>
    /// <param name="pass">Which of the two passes this is, 0 or 1.</param>
    /// <param name="callSites">For each row of the table, its call site; grown as needed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddAll(CounterTable table, int pass, ref string?[] callSites)
    {
        PoolRoot root = tables.ReadRoot();
        if (_callSites.Length < root.TagCount)
        {
            Array.Resize(ref _callSites, (int)root.TagCount);
        }

        for (int done = 0; done < root.TagCount; done += RecordsPerRead)
        {
            int now = (int)Math.Min(RecordsPerRead, root.TagCount - done);
            Span<byte> bytes = _buffer.AsSpan(0, now * _layout.ByteCount);
            tables.Read(root.TagsAddress + ((ulong)done * (ulong)_layout.ByteCount), bytes, "table of tags");
            for (int index = 0; index < now; index++)
            {
                ReadOnlySpan<byte> record = bytes.Slice(index * _layout.ByteCount, _layout.ByteCount);
                int row = AddRecord(record, table, pass);
                if (callSites.Length <= row)
                {
                    Array.Resize(ref callSites, Math.Max(row + 1, callSites.Length * 2));
                }

                callSites[row] ??= CallSiteOf(record, done + index);
            }
        }
    }

    private int AddRecord(ReadOnlySpan<byte> record, CounterTable table, int pass)
    {
        uint tag = BinaryPrimitives.ReadUInt32LittleEndian(record[_layout.Tag..]) & PoolTag.ValueMask;
        int row = table.RowOf(tag);
        AddCounters(record[_layout.NonPaged..], table.Sums(row, PoolKind.NonPaged, pass));
        AddCounters(record[_layout.Paged..], table.Sums(row, PoolKind.Paged, pass));
        return row;
    }

    private static void AddCounters(ReadOnlySpan<byte> counters, Span<ulong> sums)
    {
        for (int counter = 0; counter < CounterTable.SumsPerPass; counter++)
        {
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(counters[(counter * sizeof(ulong))..]);
            sums[counter] = unchecked(sums[counter] + value);
        }
    }

    private string? CallSiteOf(ReadOnlySpan<byte> record, int number)
    {
        if (_callSites[number] is string known)
        {
            return known;
        }

        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(record[_layout.Flags..]);
        int byteCount = BinaryPrimitives.ReadUInt16LittleEndian(record[_layout.CallSiteByteCount..]);
        if ((flags & _layout.FlagCallSiteComplete) == 0 || byteCount == 0)
        {
            return null;
        }

        if (byteCount > _layout.CallSiteMaximum)
        {
            throw new SnapshotFormatException(
                $"Tag record {number} has a call site of {byteCount} bytes; "
                + $"expected at most {_layout.CallSiteMaximum}.");
        }

        return _callSites[number] = PlainText.Decode(record.Slice(_layout.CallSite, byteCount));
    }
}
