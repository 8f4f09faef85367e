using System;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>What each page of a pool is: the states and run records, read in large pieces.</summary>
internal sealed class PageMap(TableReader tables, PoolArea area)
{
    private const int StatesPerRead = 0x1_0000;
    private const int RunsPerRead = 0x100;

    private readonly byte[] _states = new byte[StatesPerRead];
    private readonly byte[] _runs = new byte[RunsPerRead * tables.Layout.Run.ByteCount];
    private ulong _firstState;
    private int _stateCount;
    private ulong _firstRun;
    private int _runCount;

    /// <summary>The pool.</summary>
    public PoolArea Area => area;

    private PoolRecordLayout Layout => tables.Layout.Pool;

    /// <summary>The state of a page below CommittedPageCount.</summary>
    public byte StateOf(ulong page)
    {
        if (page < _firstState || page - _firstState >= (ulong)_stateCount)
        {
            _firstState = page - (page % StatesPerRead);
            _stateCount = (int)Math.Min(StatesPerRead, area.CommittedPageCount - _firstState);
            tables.Read(area.StatesAddress + _firstState, _states.AsSpan(0, _stateCount), "table of page states");
        }

        return _states[(int)(page - _firstState)];
    }

    /// <summary>The run record of a page below CommittedPageCount.</summary>
    public PageRun RunOf(ulong page)
    {
        RunLayout layout = tables.Layout.Run;
        if (page < _firstRun || page - _firstRun >= (ulong)_runCount)
        {
            _firstRun = page - (page % RunsPerRead);
            _runCount = (int)Math.Min(RunsPerRead, area.CommittedPageCount - _firstRun);
            tables.Read(
                area.RunsAddress + (_firstRun * (ulong)layout.ByteCount),
                _runs.AsSpan(0, _runCount * layout.ByteCount),
                "table of runs");
        }

        return PageRun.Read(_runs.AsSpan((int)(page - _firstRun) * layout.ByteCount, layout.ByteCount), layout);
    }

    /// <summary>Whether a state is that of a page of small blocks.</summary>
    public bool IsSmall(byte state) => state >= Layout.StateSmall;

    /// <summary>Whether a state is that of a page of a free run.</summary>
    public bool IsFree(byte state) => state == Layout.StateFree || state == Layout.StateReturned;

    /// <summary>The first page after this one that is none of its run's; or CommittedPageCount.</summary>
    /// <param name="page">The first page of a free run, of a large block, or a page of its own.</param>
    public ulong EndOfRun(ulong page)
    {
        byte state = StateOf(page);
        ulong end = page + 1;
        if (IsFree(state))
        {
            while (end < area.CommittedPageCount && IsFree(StateOf(end)))
            {
                end++;
            }
        }
        else if (state == Layout.StateBigFirst || state == Layout.StateBigOther)
        {
            while (end < area.CommittedPageCount && StateOf(end) == Layout.StateBigOther)
            {
                end++;
            }
        }

        return end;
    }

    /// <summary>The first page of the free run or large block that holds a page.</summary>
    /// <param name="page">A page below CommittedPageCount.</param>
    public ulong StartOfRun(ulong page)
    {
        if (IsFree(StateOf(page)))
        {
            while (page > 0 && IsFree(StateOf(page - 1)))
            {
                page--;
            }
        }

        while (page > 0 && StateOf(page) == Layout.StateBigOther)
        {
            page--;
        }

        return page;
    }
}
