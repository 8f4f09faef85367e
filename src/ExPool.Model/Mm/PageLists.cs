using System;
using System.Collections.Generic;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>The frames that nobody uses now, by what must be done before somebody may.</summary>
/// <remarks>
/// Zeroed frames that were never used are kept as runs: they have no entry yet. Available = zeroed + free + standby.
/// (docs/sources.md#page-states)
/// </remarks>
internal sealed class PageLists
{
    /// <summary>Standby lists, by priority.</summary>
    public const int PriorityCount = 8;

    private readonly PfnDatabase _pfn;
    private readonly FrameRun[] _fresh;
    private int _run;

    public PageLists(PfnDatabase pfn)
    {
        _pfn = pfn;
        Zeroed = new FrameList(pfn, PageLocation.Zeroed);
        Free = new FrameList(pfn, PageLocation.Free);
        Modified = new FrameList(pfn, PageLocation.Modified);
        ModifiedFiles = new FrameList(pfn, PageLocation.Modified);
        ModifiedNoWrite = new FrameList(pfn, PageLocation.ModifiedNoWrite);
        Bad = new FrameList(pfn, PageLocation.Bad);
        Standby = new FrameList[PriorityCount];
        for (int priority = 0; priority < PriorityCount; priority++)
        {
            Standby[priority] = new FrameList(pfn, PageLocation.Standby);
        }

        _fresh = [.. pfn.Memory.Runs];
        foreach (FrameRun run in _fresh)
        {
            FreshCount += run.Count;
        }
    }

    /// <summary>Frames that were used, and hold zeros again.</summary>
    public FrameList Zeroed { get; }

    /// <summary>Frames to be zeroed.</summary>
    public FrameList Free { get; }

    /// <summary>Frames to be written to a paging file.</summary>
    public FrameList Modified { get; }

    /// <summary>Frames to be written to the file that they hold a page of.</summary>
    public FrameList ModifiedFiles { get; }

    /// <summary>Frames to be written.</summary>
    public uint ModifiedCount => Modified.Count + ModifiedFiles.Count;

    /// <summary>Frames that may not be written yet.</summary>
    public FrameList ModifiedNoWrite { get; }

    /// <summary>Broken frames.</summary>
    public FrameList Bad { get; }

    /// <summary>Clean frames that their owner can have back, by priority.</summary>
    public FrameList[] Standby { get; }

    /// <summary>The list that a frame is on, by its entry; <see langword="null"/>: none of these.</summary>
    public FrameList? ListOf(in PfnEntry entry) => entry.Location switch
    {
        PageLocation.Zeroed => Zeroed,
        PageLocation.Free => Free,
        PageLocation.Standby => Standby[entry.Priority],
        PageLocation.Modified => entry.IsFile ? ModifiedFiles : Modified,
        PageLocation.ModifiedNoWrite => ModifiedNoWrite,
        PageLocation.Bad => Bad,
        _ => null,
    };

    /// <summary>Every list.</summary>
    public IEnumerable<FrameList> All => [Zeroed, Free, Modified, ModifiedFiles, ModifiedNoWrite, Bad, .. Standby];

    /// <summary>By priority: standby frames that were taken for something else since boot.</summary>
    public ulong[] Repurposed { get; } = new ulong[PriorityCount];

    /// <summary>Frames that were never used.</summary>
    public uint FreshCount { get; private set; }

    /// <summary>Frames of zeros.</summary>
    public uint ZeroedCount => Zeroed.Count + FreshCount;

    /// <summary>Clean frames that their owner can have back.</summary>
    public uint StandbyCount
    {
        get
        {
            uint count = 0;
            foreach (FrameList list in Standby)
            {
                count += list.Count;
            }

            return count;
        }
    }

    /// <summary>Frames that can be given out now.</summary>
    public uint AvailableCount => ZeroedCount + Free.Count + StandbyCount;

    /// <summary>The frames that were never used.</summary>
    public IEnumerable<FrameRun> Fresh
    {
        get
        {
            for (int index = _run; index < _fresh.Length; index++)
            {
                if (_fresh[index].Count != 0)
                {
                    yield return _fresh[index];
                }
            }
        }
    }

    /// <summary>The frames of each run of RAM that were used, if ever so shortly.</summary>
    public IEnumerable<FrameRun> Used
    {
        get
        {
            // Runs only ever shrink from the front.
            for (int index = 0; index < _fresh.Length; index++)
            {
                FrameRun run = _pfn.Memory.Runs[index];
                yield return new FrameRun(run.Start, run.Count - _fresh[index].Count);
            }
        }
    }

    /// <summary>Writes how many frames of each run were never used, and the lists.</summary>
    public void Save(StateWriter writer)
    {
        Array.ForEach(_fresh, run => writer.Write(run.Count));
        foreach (FrameList list in All)
        {
            list.Save(writer);
        }

        Array.ForEach(Repurposed, writer.Write);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        _run = 0;
        FreshCount = 0;
        for (int index = 0; index < _fresh.Length; index++)
        {
            FrameRun run = _pfn.Memory.Runs[index];
            uint count = reader.ReadUInt32("the frames that were never used", run.Count);
            _fresh[index] = new FrameRun(run.End - count, count);
            FreshCount += count;
        }

        foreach (FrameList list in All)
        {
            list.Load(reader);
        }

        for (int priority = 0; priority < PriorityCount; priority++)
        {
            Repurposed[priority] = reader.ReadUInt64();
        }
    }

    /// <summary>How many of the next frames that were never used follow each other and are not broken.</summary>
    /// <param name="most">How many are wanted.</param>
    public uint CountGoodFresh(uint most)
    {
        FrameRun run = NextFresh();
        uint wanted = Math.Min(most, run.Count);
        if (wanted == 0 || !_pfn.HasBad)
        {
            return wanted; // An entry that is read before it is written costs the host two faults.
        }

        _pfn.BackEntries(run.Start, wanted);
        uint count = 0;
        while (count < wanted && !_pfn[run.Start + count].IsBad)
        {
            count++;
        }

        return count;
    }

    /// <summary>Takes frames that follow each other and were never used.</summary>
    /// <param name="count">How many: 1, or what <see cref="CountGoodFresh"/> answered.</param>
    /// <returns>The first; <see cref="PfnDatabase.None"/> when there is none.</returns>
    public uint TakeFresh(uint count = 1)
    {
        FrameRun run = NextFresh();
        if (run.Count == 0)
        {
            return PfnDatabase.None;
        }

        _fresh[_run] = new FrameRun(run.Start + count, run.Count - count);
        FreshCount -= count;
        _pfn.Back(run.Start, count);
        return run.Start;
    }

    /// <summary>Takes frames that follow each other and were never used, the first a multiple of a number.</summary>
    /// <param name="count">Frames, from 1.</param>
    /// <param name="alignment">A power of two.</param>
    /// <param name="skipped">Called with each frame that is left before the first.</param>
    /// <returns>The first; <see cref="PfnDatabase.None"/> when there are none.</returns>
    public uint TakeFreshRun(uint count, uint alignment, Action<uint> skipped)
    {
        for (int index = 0; index < _fresh.Length; index++)
        {
            FrameRun run = _fresh[index];
            uint first = (run.Start + alignment - 1) & ~(alignment - 1);
            if (run.Count == 0 || first < run.Start || first > run.End || run.End - first < count)
            {
                continue;
            }

            for (uint frame = run.Start; frame < first; frame++)
            {
                _pfn.Back(frame, 1);
                skipped(frame);
            }

            FreshCount -= first - run.Start + count;
            _fresh[index] = new FrameRun(first + count, run.End - first - count);
            _pfn.BackEntries(first, count);
            return first;
        }

        return PfnDatabase.None;
    }

    /// <summary>The next frames that were never used, none when there are none.</summary>
    private FrameRun NextFresh()
    {
        while (_run < _fresh.Length && _fresh[_run].Count == 0)
        {
            _run++;
        }

        return _run < _fresh.Length ? _fresh[_run] : default;
    }
}
