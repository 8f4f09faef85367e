using System;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

// Single pages at hand, and free pages whose memory goes back to the system.
internal sealed partial class PoolPages<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Seconds that a free run lies unused before its memory goes back to the system.</summary>
    public const uint QuietSeconds = 10;

    // NT's tick count is in units of 15.625 ms.
    private const int TicksPerSecond = 64;
    private const uint StampMask = ~RunRecord<TMachine>.ReturnedBit;

    // While the system works on a part, nobody can take it: 64 MiB are soon done.
    private const uint ReturnedAtOnce = 16384;

    // Pages looked at under one hold of the lock.
    private const uint LookedAtAtOnce = 65536;

    /// <summary>Gives the memory of free runs that nobody used for a while back to the system; their addresses
    /// stay the pool's.</summary>
    /// <param name="quietSeconds">How long a run must have lain unused; 0 takes every free run.</param>
    /// <returns>Pages given back.</returns>
    public nuint ReturnQuietPages(uint quietSeconds = QuietSeconds)
    {
        EmptyCache();
        uint now = NowStamp();
        uint quiet = now > quietSeconds ? now - quietSeconds : 0;
        nuint total = 0;
        nuint cursor = 0;
        while (TryReturnQuiet(quiet, ref cursor, out uint pageCount))
        {
            total += pageCount;
        }

        return total;
    }

    private bool TryReturnQuiet(uint quiet, ref nuint cursor, out uint pageCount)
    {
        // Who finds no run and cannot grow the pool waits for this lock, and looks again, before it refuses.
        using PoolLock<TMachine> scope = LockGrowth();
        if (!TryDetachQuiet(quiet, ref cursor, out nuint page, out pageCount, out uint stamp))
        {
            return false;
        }

        if (pageCount != 0)
        {
            // The part is in no bin: nobody can take it while the system works on it, and the pool's own lock is free.
            machine.DecommitPages(Start + (page << PoolGeometry<TMachine>.PageShift), pageCount);
            cursor = Attach(page, pageCount, stamp);
        }

        return true;
    }

    /// <summary>Puts the cached single pages back into the runs.</summary>
    public void EmptyCache()
    {
        uint stamp = NowStamp();
        using PoolLock<TMachine> scope = Lock();
        PoolRecord<TMachine> record = new(machine, pool);
        Begin(record, scope);
        EmptyCache(record, stamp);
        End(record);
    }

    private uint NowStamp() => (uint)(machine.TickCount / TicksPerSecond) & StampMask;

    private bool TryCache(PoolRecord<TMachine> record, nuint page)
    {
        uint count = record.CachedPageCount;
        if (count == PoolRecord<TMachine>.CachedPageMaximum)
        {
            return false;
        }

        PageState<TMachine> states = new(machine, States);
        states[page] = PageState<TMachine>.Cached;
        record.SetCachedPage(count, (uint)page);
        record.CachedPageCount = count + 1;
        return true;
    }

    private void EmptyCache(PoolRecord<TMachine> record, uint stamp)
    {
        PageState<TMachine> states = new(machine, States);
        while (record.CachedPageCount != 0)
        {
            record.CachedPageCount--;
            uint page = record.CachedPage(record.CachedPageCount);
            states[page] = PageState<TMachine>.Free;
            InsertMerged(page, 1, stamp);
        }
    }

    /// <summary>Looks on from the cursor for a run that is quiet, and takes a part of it out of its bin.</summary>
    /// <param name="quiet">The youngest stamp that is quiet.</param>
    /// <param name="cursor">A page in use, or the first page of a free run; moved on.</param>
    /// <param name="page">The first page of the part.</param>
    /// <param name="pageCount">Its pages; 0 when this look found none.</param>
    /// <param name="stamp">The stamp of its run.</param>
    /// <returns>False when the end of the pool is reached.</returns>
    private bool TryDetachQuiet(uint quiet, ref nuint cursor, out nuint page, out uint pageCount, out uint stamp)
    {
        using PoolLock<TMachine> scope = Lock();
        page = 0;
        pageCount = 0;
        stamp = 0;
        nuint committed = CommittedPageCount;
        nuint last = cursor + LookedAtAtOnce;

        // The lock was free since the last look: the cursor may stand inside of a run by now, and only a run's
        // ends know its length.
        while (cursor > 0 && cursor < committed && IsFree(cursor) && IsFree(cursor - 1))
        {
            cursor++;
        }

        while (cursor < committed)
        {
            if (!IsFree(cursor))
            {
                cursor++;
                if (cursor >= last)
                {
                    return true;
                }

                continue;
            }

            RunRecord<TMachine> run = RunOf(cursor);
            stamp = run.Stamp;
            if ((stamp & RunRecord<TMachine>.ReturnedBit) != 0 || stamp > quiet)
            {
                cursor += run.PageCount;
                continue;
            }

            nuint first = machine.FindOther(States + cursor, run.PageCount, PageState<TMachine>.Returned);
            if (first == run.PageCount)
            {
                run.Stamp = stamp | RunRecord<TMachine>.ReturnedBit;
                cursor += run.PageCount;
                continue;
            }

            page = cursor + first;
            pageCount = Detach(scope, cursor, page, stamp);
            return true;
        }

        return false;
    }

    private uint Detach(PoolLock<TMachine> scope, nuint runPage, nuint page, uint stamp)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        Begin(record, scope);
        PageRunBins<TMachine> bins = new(machine, pool);
        uint before = (uint)(page - runPage);
        uint left = RunOf(runPage).PageCount - before;
        uint pageCount = (uint)machine.FindOther(
            States + page, Math.Min(left, ReturnedAtOnce), PageState<TMachine>.Free);
        bins.Remove(runPage);
        if (before != 0)
        {
            Insert(bins, runPage, before, stamp);
        }

        if (left > pageCount)
        {
            Insert(bins, page + pageCount, left - pageCount, stamp);
        }

        machine.Fill(States + page, pageCount, PageState<TMachine>.Cached);
        End(record);
        return pageCount;
    }

    private nuint Attach(nuint page, uint pageCount, uint stamp)
    {
        using PoolLock<TMachine> scope = Lock();
        PoolRecord<TMachine> record = new(machine, pool);
        Begin(record, scope);
        machine.Fill(States + page, pageCount, PageState<TMachine>.Returned);
        record.ReturnedPageCount += pageCount;
        nuint run = InsertMerged(page, pageCount, stamp | RunRecord<TMachine>.ReturnedBit);
        End(record);
        return run;
    }
}
