using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ExPool.Snapshots.Reading;

/// <summary>Adds up the counters of tags: a row of sums for each tag, found by hash.</summary>
/// <remarks>
/// A row: for nonpaged, then paged pool: Allocations, BytesAllocated, Frees, BytesFreed as the first pass saw
/// them, then the same four as the second pass did.
/// </remarks>
internal sealed class CounterTable
{
    /// <summary>Counters that a pass adds up for one pool.</summary>
    public const int SumsPerPass = 4;

    /// <summary>Sums of one pool in a row.</summary>
    public const int SumsPerKind = 2 * SumsPerPass;

    /// <summary>Sums in a row.</summary>
    public const int SumsPerRow = 2 * SumsPerKind;

    private int[] _slots; // row + 1; 0 is empty
    private uint[] _tags;
    private ulong[] _sums;
    private int _shift;

    /// <summary>Makes an empty table.</summary>
    /// <param name="expected">Rows expected; more fit.</param>
    public CounterTable(int expected)
    {
        int bits = 6;
        while ((1 << bits) < expected * 2)
        {
            bits++;
        }

        _slots = new int[1 << bits];
        _shift = 32 - bits;
        _tags = new uint[1 << (bits - 1)];
        _sums = new ulong[_tags.Length * SumsPerRow];
    }

    /// <summary>Rows in use.</summary>
    public int Count { get; private set; }

    /// <summary>The tags of the rows.</summary>
    public ReadOnlySpan<uint> Tags => _tags.AsSpan(0, Count);

    /// <summary>The row of a tag; a new one when it had none.</summary>
    /// <param name="tag">The tag.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowOf(uint tag)
    {
        uint mask = (uint)_slots.Length - 1;
        uint slot = unchecked(tag * 0x9E37_79B9) >> _shift;
        while (_slots[slot] != 0)
        {
            int row = _slots[slot] - 1;
            if (_tags[row] == tag)
            {
                return row;
            }

            slot = (slot + 1) & mask;
        }

        return Add(tag, slot);
    }

    /// <summary>The sums of a row in one pool.</summary>
    /// <param name="row">The row.</param>
    /// <param name="kind">The pool.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Sums(int row, PoolKind kind) =>
        _sums.AsSpan((row * SumsPerRow) + ((int)kind * SumsPerKind), SumsPerKind);

    /// <summary>The four sums of a row in one pool that one pass added up.</summary>
    /// <param name="row">The row.</param>
    /// <param name="kind">The pool.</param>
    /// <param name="pass">0 or 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<ulong> Sums(int row, PoolKind kind, int pass) =>
        Sums(row, kind).Slice(pass * SumsPerPass, SumsPerPass);

    private int Add(uint tag, uint slot)
    {
        if (Count == _tags.Length)
        {
            Grow();
            return RowOf(tag);
        }

        Debug.Assert(_slots[slot] == 0, "A row is added where a search for its tag ended.");
        _tags[Count] = tag;
        Count++;
        _slots[slot] = Count;
        return Count - 1;
    }

    /// <summary>Doubles the table; the slots are never more than half full.</summary>
    private void Grow()
    {
        if (Count > SnapshotLimits.TagCount)
        {
            throw new SnapshotFormatException(
                $"The counters name more than {SnapshotLimits.TagCount} different tags; the tables are damaged.");
        }

        _slots = new int[_slots.Length * 2];
        _shift--;
        Array.Resize(ref _tags, _tags.Length * 2);
        Array.Resize(ref _sums, _sums.Length * 2);
        uint mask = (uint)_slots.Length - 1;
        for (int row = 0; row < Count; row++)
        {
            uint slot = unchecked(_tags[row] * 0x9E37_79B9) >> _shift;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = row + 1;
        }
    }
}
