using System;
using System.Collections.Generic;
using ExPool.Snapshots;

namespace ExPool.Inspection.Analysis;

/// <summary>
/// The table that a monitor shows: tags as rows, sorted and filtered, with the changes since the last look.
/// </summary>
public sealed class PoolTable
{
    private Dictionary<(PoolTag Tag, PoolKind Kind), PoolCounters> _before = [];
    private bool _hasBefore;
    private List<PoolRow>? _rows;

    /// <summary>What the rows are sorted by; equal rows by tag, then pool.</summary>
    public PoolSort Sort
    {
        get;
        set
        {
            field = value;
            _rows = null;
        }
    }

    /// <summary>Only this pool; <see langword="null"/> for both.</summary>
    public PoolKind? Filter
    {
        get;
        set
        {
            field = value;
            _rows = null;
        }
    }

    /// <summary>
    /// The rows, for the sort and filter that are set now. A tag has a row for each pool that it was used in.
    /// </summary>
    public IReadOnlyList<PoolRow> Rows => _rows ??= Build();

    /// <summary>The snapshot the rows show; <see langword="null"/> before the first.</summary>
    public PoolSnapshot? Latest { get; private set; }

    /// <summary>Shows a new snapshot; changes are counted from the one before.</summary>
    /// <param name="snapshot">The snapshot.</param>
    public void Update(PoolSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (Latest is not null)
        {
            _before = Index(Latest);
            _hasBefore = true;
        }

        Latest = snapshot;
        _rows = null;
    }

    private static Dictionary<(PoolTag Tag, PoolKind Kind), PoolCounters> Index(PoolSnapshot snapshot)
    {
        Dictionary<(PoolTag Tag, PoolKind Kind), PoolCounters> counters = new(snapshot.Tags.Length * 2);
        foreach (TagUsage usage in snapshot.Tags)
        {
            counters[(usage.Tag, PoolKind.NonPaged)] = usage.NonPaged;
            counters[(usage.Tag, PoolKind.Paged)] = usage.Paged;
        }

        return counters;
    }

    private List<PoolRow> Build()
    {
        List<PoolRow> rows = [];
        foreach (TagUsage usage in Latest is null ? [] : Latest.Tags)
        {
            AddRow(rows, usage, PoolKind.NonPaged);
            AddRow(rows, usage, PoolKind.Paged);
        }

        rows.Sort(Compare);
        return rows;
    }

    private void AddRow(List<PoolRow> rows, TagUsage usage, PoolKind kind)
    {
        PoolCounters now = usage[kind];
        if (now.IsUnused || (Filter is PoolKind wanted && wanted != kind))
        {
            return;
        }

        // A tag that was not there before has grown from nothing; in the first snapshot nothing has changed yet.
        PoolCounters before = _hasBefore ? _before.GetValueOrDefault((usage.Tag, kind)) : now;
        rows.Add(new PoolRow(
            usage.Tag,
            kind,
            now,
            Difference(now.Allocations, before.Allocations),
            Difference(now.Frees, before.Frees),
            Difference(now.BytesInUse, before.BytesInUse),
            usage.CallSite));
    }

    private static long Difference(ulong now, ulong before) => unchecked((long)(now - before));

    private int Compare(PoolRow left, PoolRow right)
    {
        int order = Sort switch
        {
            PoolSort.Allocations => right.Counters.Allocations.CompareTo(left.Counters.Allocations),
            PoolSort.Frees => right.Counters.Frees.CompareTo(left.Counters.Frees),
            PoolSort.Outstanding => right.Counters.Outstanding.CompareTo(left.Counters.Outstanding),
            PoolSort.Bytes => right.Counters.BytesInUse.CompareTo(left.Counters.BytesInUse),
            PoolSort.BytesPerBlock => right.Counters.BytesPerBlock.CompareTo(left.Counters.BytesPerBlock),
            _ => 0,
        };
        if (order == 0)
        {
            order = left.Tag.CompareTo(right.Tag);
        }

        return order == 0 ? left.Kind.CompareTo(right.Kind) : order;
    }
}
