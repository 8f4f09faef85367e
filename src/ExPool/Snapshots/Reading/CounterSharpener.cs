using System;
using System.Buffers.Binary;

namespace ExPool.Snapshots.Reading;

/// <summary>Looks again at tags that were used between the two passes, frees and then allocations of one tag
/// at a time.</summary>
/// <remarks>
/// The passes are milliseconds apart: what was allocated and freed meanwhile would show as living, thousands
/// of blocks of a busy tag that has none. Here the two looks at a tag are less than a microsecond apart. A
/// processor that began to use the tag since is not seen; where that gives fewer allocations than frees, what
/// the passes found stays.
/// </remarks>
internal sealed class CounterSharpener(TableReader tables, EntryList entries)
{
    private const int Allocations = 0;
    private const int Frees = 2;

    /// <summary>Puts what a closer look finds in the place of what the passes found.</summary>
    /// <param name="table">The sums of both passes.</param>
    public void Sharpen(CounterTable table)
    {
        for (int row = 0; row < table.Count; row++)
        {
            SharpenOne(table, row, PoolKind.NonPaged);
            SharpenOne(table, row, PoolKind.Paged);
        }
    }

    private void SharpenOne(CounterTable table, int row, PoolKind kind)
    {
        Span<ulong> before = table.Sums(row, kind, CounterReader.FirstPass);
        Span<ulong> after = table.Sums(row, kind, CounterReader.SecondPass);
        if (before[Frees] == after[Frees])
        {
            return; // Nothing was freed between the passes, so their difference is exact.
        }

        ReadOnlySpan<ulong> places = entries.Of((row * 2) + (int)kind);
        Span<ulong> close = stackalloc ulong[CounterTable.SumsPerPass];
        close.Clear();
        AddPair(places, Frees, close);
        AddPair(places, Allocations, close);

        // Fewer than a pass saw: some are counted in the tag's shared record, which is not looked at here.
        bool isWhole = close[Frees] >= after[Frees] && close[Allocations] >= after[Allocations];
        if (isWhole && close[Allocations] >= close[Frees] && close[Allocations + 1] >= close[Frees + 1])
        {
            close.CopyTo(before);
            close.CopyTo(after);
        }
    }

    private void AddPair(ReadOnlySpan<ulong> places, int first, Span<ulong> sums)
    {
        Span<byte> pair = stackalloc byte[2 * sizeof(ulong)];
        foreach (ulong place in places)
        {
            ulong address = place + (ulong)tables.Layout.Processor.EntryCounters + ((ulong)first * sizeof(ulong));
            tables.Read(address, pair, "tracker entry");
            unchecked
            {
                sums[first] += BinaryPrimitives.ReadUInt64LittleEndian(pair);
                sums[first + 1] += BinaryPrimitives.ReadUInt64LittleEndian(pair[sizeof(ulong)..]);
            }
        }
    }
}
