using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Adds up what the processors counted: one pass over all tracker entries.</summary>
internal sealed class TrackerReader(TableReader tables)
{
    private const int EntriesPerRead = 1024; // 64 KiB: what stays in a cache between reading and adding.

    private readonly ProcessorLayout _layout = tables.Layout.Processor;
    private readonly byte[] _buffer = new byte[EntriesPerRead * tables.Layout.Processor.EntryByteCount];
    private readonly EntryList _entries = new();
    private readonly ProcessorList _processors = new(tables);

    /// <summary>Where the entries lie that the second pass saw.</summary>
    public EntryList Entries => _entries;

    /// <summary>Adds the counters of every entry to a table.</summary>
    /// <param name="table">Where to add.</param>
    /// <param name="pass">Which of the two passes this is, 0 or 1.</param>
    /// <returns>Processors that were seen.</returns>
    public int AddAll(CounterTable table, int pass)
    {
        // Read again for each pass: a processor that counts a free later than an allocation may be a new one.
        PoolRoot root = tables.ReadRoot();
        ReadOnlySpan<ulong> processors = _processors.Read(root);
        _entries.Clear();
        long entriesLeft = Math.Min(
            SnapshotLimits.TrackerEntryCount, (long)(root.TablesByteCount / (ulong)_layout.EntryByteCount));
        foreach (ulong address in processors)
        {
            AddProcessor(address, table, pass, ref entriesLeft);
        }

        return processors.Length;
    }

    private void AddProcessor(ulong address, CounterTable table, int pass, ref long entriesLeft)
    {
        Span<byte> block = stackalloc byte[_layout.HeadByteCount];
        tables.Read(address, block, "processor block");
        long left = BinaryPrimitives.ReadUInt32LittleEndian(block[_layout.TrackerCount..]);
        entriesLeft -= left;
        if (entriesLeft < 0)
        {
            throw new SnapshotFormatException(
                $"The processor block at 0x{address:X} has TrackerCount {left}; with those before it that is more than "
                + "the tables can hold.",
                address);
        }

        for (int chunk = 0; left > 0; chunk++)
        {
            if (chunk == _layout.ChunkCount)
            {
                throw new SnapshotFormatException(
                    $"The processor block at 0x{address:X} has {left} tracker entries more than its "
                    + $"{_layout.ChunkCount} chunks hold.",
                    address);
            }

            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(block[(_layout.TrackerChunks + (chunk * 8))..]);
            long count = Math.Min(left, (long)_layout.FirstChunkEntryCount << chunk);
            tables.RequireTable(start, (ulong)(count * _layout.EntryByteCount), "chunk of tracker entries");
            AddChunk(start, count, table, pass);
            left -= count;
        }
    }

    // Compiled at once: a tool that takes one snapshot has no time to warm up.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddChunk(ulong address, long count, CounterTable table, int pass)
    {
        int entry = _layout.EntryByteCount;
        for (long done = 0; done < count; done += EntriesPerRead)
        {
            int now = (int)Math.Min(EntriesPerRead, count - done);
            Span<byte> bytes = _buffer.AsSpan(0, now * entry);
            ulong start = address + (ulong)(done * entry);
            tables.Read(start, bytes, "chunk of tracker entries");
            for (int offset = 0; offset < bytes.Length; offset += entry)
            {
                uint tag = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(offset + _layout.EntryTag)..]);
                uint kind = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(offset + _layout.EntryKind)..]);
                if (kind > (uint)PoolKind.Paged)
                {
                    throw new SnapshotFormatException(
                        $"The tracker entry at 0x{start + (ulong)offset:X} is of kind {kind}; expected 0 or 1.",
                        start + (ulong)offset);
                }

                int row = table.RowOf(tag & PoolTag.ValueMask);
                Add(bytes[(offset + _layout.EntryCounters)..], table.Sums(row, (PoolKind)kind, pass));
                if (pass == CounterReader.SecondPass)
                {
                    _entries.Add((row * 2) + (int)kind, start + (ulong)offset);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ReadOnlySpan<byte> counters, Span<ulong> sums)
    {
        for (int counter = 0; counter < CounterTable.SumsPerPass; counter++)
        {
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(counters[(counter * sizeof(ulong))..]);
            sums[counter] = unchecked(sums[counter] + value);
        }
    }
}
