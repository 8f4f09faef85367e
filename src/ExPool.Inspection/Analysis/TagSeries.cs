using System;
using System.Collections.Generic;
using ExPool.Snapshots;

namespace ExPool.Inspection.Analysis;

/// <summary>What one tag had in one pool over time: living blocks and bytes, one value for each sample.</summary>
/// <param name="tag">The tag.</param>
/// <param name="kind">The pool.</param>
internal sealed class TagSeries(PoolTag tag, PoolKind kind)
{
    private long _pendingBlocks = long.MaxValue;
    private long _pendingBytes = long.MaxValue;

    /// <summary>The tag.</summary>
    public PoolTag Tag => tag;

    /// <summary>The pool.</summary>
    public PoolKind Kind => kind;

    /// <summary>Living blocks; a sample of several snapshots is the least of them.</summary>
    public List<long> Blocks { get; } = [];

    /// <summary>Bytes in use, likewise.</summary>
    public List<long> Bytes { get; } = [];

    /// <summary>The counters in the first snapshot.</summary>
    public PoolCounters First { get; private set; }

    /// <summary>The counters in the last snapshot.</summary>
    public PoolCounters Last { get; private set; }

    /// <summary>Who allocated with the tag first.</summary>
    public string? CallSite { get; private set; }

    /// <summary>Starts a tag that is first seen now: it had nothing in the samples before.</summary>
    /// <param name="sampleCount">Samples before.</param>
    /// <param name="now">Its counters, when this is the first snapshot of all.</param>
    public void Start(int sampleCount, PoolCounters now)
    {
        First = now;
        for (int index = 0; index < sampleCount; index++)
        {
            Blocks.Add(0);
            Bytes.Add(0);
        }
    }

    /// <summary>Takes a snapshot's counters into the sample that is being made.</summary>
    public void Note(PoolCounters now, string? callSite)
    {
        Last = now;
        CallSite ??= callSite;
        _pendingBlocks = Math.Min(_pendingBlocks, Clamp(now.Outstanding));
        _pendingBytes = Math.Min(_pendingBytes, Clamp(now.BytesInUse));
    }

    /// <summary>Ends the sample; a tag that no snapshot of it named keeps what it had.</summary>
    public void EndSample()
    {
        Blocks.Add(_pendingBlocks == long.MaxValue ? Clamp(Last.Outstanding) : _pendingBlocks);
        Bytes.Add(_pendingBytes == long.MaxValue ? Clamp(Last.BytesInUse) : _pendingBytes);
        _pendingBlocks = long.MaxValue;
        _pendingBytes = long.MaxValue;
    }

    /// <summary>Makes one sample of each two.</summary>
    public void Halve()
    {
        Halve(Blocks);
        Halve(Bytes);
    }

    private static void Halve(List<long> values)
    {
        int half = values.Count / 2;
        for (int index = 0; index < half; index++)
        {
            values[index] = Math.Min(values[2 * index], values[(2 * index) + 1]);
        }

        values.RemoveRange(half, values.Count - half);
    }

    private static long Clamp(ulong value) => (long)Math.Min(value, long.MaxValue - 1);
}
