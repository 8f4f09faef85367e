using System;
using System.Collections.Generic;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Snapshots;
using static System.FormattableString;

namespace ExPool.Cli.Booting;

/// <summary>Finds what happened between two looks at a machine, and keeps it with what the drivers say.</summary>
/// <param name="poolUsageMaximum">Percent of paged pool above which memory is trimmed.</param>
internal sealed class EventFinder(int poolUsageMaximum)
{
    /// <summary>Lines of drivers that are kept, and other events; a driver may write a line at each step.</summary>
    public const int MostEvents = 1000;

    private const ulong PageByteCount = 4096;

    private readonly List<BootEvent> _events = [];
    private int _logCount;
    private bool _isAboveMaximum;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<BootEvent> Events => _events;

    /// <summary>Events that found no place.</summary>
    public ulong DroppedCount { get; private set; }

    /// <summary>Adds an event.</summary>
    public void Add(TimeSpan time, BootEventKind kind, string text)
    {
        // What drivers say takes no place of what happened, and the stop has to be told whatever came before.
        int count = kind == BootEventKind.Log ? _logCount : _events.Count - _logCount;
        if (count < MostEvents || kind == BootEventKind.Stop)
        {
            _logCount += kind == BootEventKind.Log ? 1 : 0;
            _events.Add(new(time, kind, text));
        }
        else
        {
            DroppedCount++;
        }
    }

    /// <summary>Compares two looks.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="now">The later one.</param>
    public void Look(BootSample before, BootSample now)
    {
        TimeSpan time = now.Memory.Time;
        LookAtPool(before.NonPaged, now.NonPaged, now.Memory.NonPagedRefusedBy, time);
        LookAtPool(before.Paged, now.Paged, now.Memory.PagedRefusedBy, time);
        LookAtUsage(now.Paged, time);
        LookAtRefusals(before.Memory, now.Memory, time);
        LookAtPagingFiles(before.Memory, now.Memory, time);
    }

    private void LookAtPool(PoolUsage before, PoolUsage now, MemoryBound? bound, TimeSpan time)
    {
        if (before.Failures is 0 && now.Failures is > 0)
        {
            Add(
                time,
                BootEventKind.PoolExhausted,
                $"{JsonDocumentWriter.NameOf(now.Kind)} pool is exhausted: {MemorySize.Format(now.BytesInUse)} of "
                + $"at most {MemorySize.Format(now.MaximumBytes)} in use, and a request was refused: "
                + BoundText.Format(bound));
        }
    }

    private void LookAtUsage(PoolUsage paged, TimeSpan time)
    {
        bool wasAbove = _isAboveMaximum;
        _isAboveMaximum = paged.BytesInUse is { } used
            && paged.MaximumBytes is { } maximum
            && used > maximum / 100 * (ulong)poolUsageMaximum;
        if (_isAboveMaximum && !wasAbove)
        {
            Add(
                time,
                BootEventKind.PoolTrim,
                $"paged pool is above {poolUsageMaximum} % of its maximum (PoolUsageMaximum): memory is trimmed");
        }
    }

    private void LookAtRefusals(MemoryReport before, MemoryReport now, TimeSpan time)
    {
        if (IsFirst(before.Counters, now.Counters, static counters => counters.CommitFailures))
        {
            Add(
                time,
                BootEventKind.CommitRefused,
                $"a request was refused by the commit limit of {Pages(now.CommitLimitPages)}");
        }

        if (IsFirst(before.Counters, now.Counters, static counters => counters.FrameFailures))
        {
            Add(
                time,
                BootEventKind.FramesRefused,
                $"a request found no frame; {Pages(now.AvailablePages)} are available");
        }

        if (before.SystemPteFailures == 0 && now.SystemPteFailures > 0)
        {
            Add(
                time,
                BootEventKind.SystemPtesRefused,
                Invariant($"a request found no system page-table entries; {now.FreeSystemPtes} are free"));
        }
    }

    private void LookAtPagingFiles(MemoryReport before, MemoryReport now, TimeSpan time)
    {
        for (int index = 0; index < now.PagingFiles.Length; index++)
        {
            PagingFileReport file = now.PagingFiles[index];
            PagingFileReport old = before.PagingFiles[index];
            if (file.PageCount > old.PageCount)
            {
                Add(
                    time,
                    BootEventKind.PagingFileGrown,
                    Invariant(
                        $"paging file {file.Number} grew from {Pages(old.PageCount)} to {Pages(file.PageCount)}"));
            }

            if (file.IsFull && !old.IsFull)
            {
                Add(
                    time,
                    BootEventKind.PagingFileFull,
                    Invariant($"paging file {file.Number} is full: {Pages(file.PageCount)}, its maximum"));
            }
        }
    }

    private static bool IsFirst(MemoryCounters before, MemoryCounters now, Func<MemoryCounters, ulong> counter) =>
        counter(before) == 0 && counter(now) > 0;

    private static string Pages(ulong pageCount) => MemorySize.Format(pageCount * PageByteCount);
}
