using System;
using System.Runtime.CompilerServices;

namespace ExPool.Snapshots.Reading;

/// <summary>Where the tracker entries of each tag and pool lie: filled in the order of memory, asked for in
/// the order of tags.</summary>
internal sealed class EntryList
{
    private int[] _keys = new int[1024];
    private ulong[] _addresses = new ulong[1024];
    private int[] _starts = [];
    private ulong[] _sorted = [];
    private bool _isSorted;
    private int _keyCount;

    /// <summary>Entries in the list.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Count = 0;
        _keyCount = 0;
        _isSorted = false;
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="key">Twice the row of its tag, plus 1 for paged pool.</param>
    /// <param name="address">Where it lies.</param>
    public void Add(int key, ulong address)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _addresses, Count * 2);
        }

        _keys[Count] = key;
        _addresses[Count] = address;
        _keyCount = Math.Max(_keyCount, key + 1);
        _isSorted = false;
        Count++;
    }

    /// <summary>The entries of one key, next to each other.</summary>
    /// <param name="key">Twice the row of the tag, plus 1 for paged pool.</param>
    public ReadOnlySpan<ulong> Of(int key)
    {
        if (!_isSorted)
        {
            Sort();
        }

        return key < _keyCount ? _sorted.AsSpan(_starts[key], _starts[key + 1] - _starts[key]) : [];
    }

    /// <summary>Counts the entries of each key, and then puts each behind those of the keys before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort()
    {
        _starts = new int[_keyCount + 1];
        _sorted = new ulong[Count];
        for (int index = 0; index < Count; index++)
        {
            _starts[_keys[index] + 1]++;
        }

        for (int key = 0; key < _keyCount; key++)
        {
            _starts[key + 1] += _starts[key];
        }

        int[] next = _starts.AsSpan(0, _keyCount).ToArray();
        for (int index = 0; index < Count; index++)
        {
            int key = _keys[index];
            _sorted[next[key]] = _addresses[index];
            next[key]++;
        }

        _isSorted = true;
    }
}
