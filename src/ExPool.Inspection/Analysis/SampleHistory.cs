using System;
using System.Collections.Generic;
using ExPool.Snapshots;

namespace ExPool.Inspection.Analysis;

/// <summary>Keeps what snapshots said, in bounded memory: when it is full, each two samples become one.</summary>
internal sealed class SampleHistory
{
    // A value for each of 4096 samples is more than a trend needs.
    private const int MaximumSampleCount = 4096;

    // 16 bytes each: 64 MiB. With 10,000 tags there are 200 samples at least.
    private const long MaximumValueCount = 4L << 20;
    private const int MinimumSampleCount = 128;

    private readonly Dictionary<(PoolTag Tag, PoolKind Kind), TagSeries> _series = [];
    private DateTimeOffset _start;
    private DateTimeOffset _last;
    private DateTimeOffset? _poolsStarted;
    private int _snapshotsPerSample = 1;
    private int _pendingCount;

    /// <summary>Seconds since the first snapshot, for each sample.</summary>
    public List<double> Times { get; } = [];

    /// <summary>The tags that were seen in use.</summary>
    public IReadOnlyCollection<TagSeries> Series => _series.Values;

    /// <summary>Snapshots that were taken in.</summary>
    public int SnapshotCount { get; private set; }

    /// <summary>The last snapshot.</summary>
    public PoolSnapshot? Latest { get; private set; }

    /// <summary>From the first snapshot to the last.</summary>
    public TimeSpan Observed => _last - _start;

    /// <summary>Takes a snapshot in; one that is not later than the last says nothing new.</summary>
    public void Add(PoolSnapshot snapshot)
    {
        if (Latest is not null && snapshot.StartedAt != _poolsStarted)
        {
            Clear(); // Other pools: what was seen before says nothing about these.
        }

        if (Latest is null)
        {
            _start = snapshot.CapturedAt;
            _poolsStarted = snapshot.StartedAt;
        }
        else if (snapshot.CapturedAt <= _last)
        {
            return;
        }

        bool isFirst = Latest is null;
        _last = snapshot.CapturedAt;
        Latest = snapshot;
        SnapshotCount++;
        foreach (TagUsage usage in snapshot.Tags)
        {
            Note(usage, PoolKind.NonPaged, isFirst);
            Note(usage, PoolKind.Paged, isFirst);
        }

        if (++_pendingCount == _snapshotsPerSample)
        {
            EndSample();
        }
    }

    private void Note(TagUsage usage, PoolKind kind, bool isFirst)
    {
        PoolCounters now = usage[kind];
        if (now.IsUnused)
        {
            return;
        }

        if (!_series.TryGetValue((usage.Tag, kind), out TagSeries? series))
        {
            series = new TagSeries(usage.Tag, kind);
            series.Start(Times.Count, isFirst ? now : default);
            _series.Add((usage.Tag, kind), series);
        }

        series.Note(now, usage.CallSite);
    }

    private void EndSample()
    {
        _pendingCount = 0;
        Times.Add((_last - _start).TotalSeconds);
        foreach (TagSeries series in _series.Values)
        {
            series.EndSample();
        }

        long limit = Math.Clamp(
            MaximumValueCount / Math.Max(1, _series.Count), MinimumSampleCount, MaximumSampleCount);
        if (Times.Count >= limit)
        {
            Halve();
        }
    }

    private void Halve()
    {
        int half = Times.Count / 2;
        for (int index = 0; index < half; index++)
        {
            Times[index] = Times[(2 * index) + 1];
        }

        Times.RemoveRange(half, Times.Count - half);
        foreach (TagSeries series in _series.Values)
        {
            series.Halve();
        }

        _snapshotsPerSample *= 2;
    }

    private void Clear()
    {
        _series.Clear();
        Times.Clear();
        Latest = null;
        SnapshotCount = 0;
        _snapshotsPerSample = 1;
        _pendingCount = 0;
    }
}
