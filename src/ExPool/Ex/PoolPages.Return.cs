using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

// Single pages at hand, and free pages whose memory goes to the system and comes back.
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
            cursor = Attach(page, pageCount, stamp | RunRecord<TMachine>.ReturnedBit);
        }

        return true;
    }

    /// <summary>Asks the system for the memory of a free run's first pages, as far as it was given back.</summary>
    /// <param name="pageCount">Pages that somebody is about to take.</param>
    /// <returns>False when the system has none: the pages are free and given back as before.</returns>
    private bool BringBack(uint pageCount)
    {
        using PoolLock<TMachine> scope = LockGrowth();
        if (!TryDetachReturned(pageCount, out nuint page, out uint count, out uint stamp))
        {
            // Somebody took the run, or brought it back, since the caller looked.
            return true;
        }

        bool isDone = machine.CommitPages(Start + (page << PoolGeometry<TMachine>.PageShift), count)
            == NtStatus.Success;
        Attach(page, count, isDone ? stamp & StampMask : stamp | RunRecord<TMachine>.ReturnedBit);
        return isDone;
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
            uint limit = Math.Min(run.PageCount - (uint)first, ReturnedAtOnce);
            pageCount = Detach(scope, cursor, page, limit, PageState<TMachine>.Free);
            return true;
        }

        return false;
    }

    /// <summary>Takes the first part that was given back out of the run that would serve a request.</summary>
    /// <returns>False when there is no such run, or it has all of its memory.</returns>
    private bool TryDetachReturned(uint wanted, out nuint page, out uint pageCount, out uint stamp)
    {
        using PoolLock<TMachine> scope = Lock();
        PoolRecord<TMachine> record = new(machine, pool);
        pageCount = 0;
        stamp = 0;
        if (!new PageRunBins<TMachine>(machine, pool).TryFind(wanted, out page))
        {
            return false;
        }

        uint first = OffsetOfReturned(record, page, wanted);
        if (first == wanted)
        {
            return false;
        }

        nuint runPage = page;
        stamp = RunOf(runPage).Stamp;
        page += first;
        pageCount = Detach(scope, runPage, page, wanted - first, PageState<TMachine>.Returned);
        record.ReturnedPageCount -= pageCount;
        return true;
    }

    /// <summary>How many free pages come before the first that was given back; all of them when none was.</summary>
    private uint OffsetOfReturned(PoolRecord<TMachine> record, nuint page, uint pageCount) =>
        record.ReturnedPageCount == 0
            ? pageCount
            : (uint)machine.FindOther(States + page, pageCount, PageState<TMachine>.Free);

    /// <summary>Takes pages of one state out of a free run; the rest of it are runs again.</summary>
    /// <returns>How many were taken: from the first page on all that have the state, up to the limit.</returns>
    private uint Detach(PoolLock<TMachine> scope, nuint runPage, nuint page, uint limit, byte state)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        Begin(record, scope);
        PageRunBins<TMachine> bins = new(machine, pool);
        RunRecord<TMachine> run = RunOf(runPage);
        uint stamp = run.Stamp;
        uint before = (uint)(page - runPage);
        uint left = run.PageCount - before;
        uint pageCount = (uint)machine.FindOther(States + page, limit, state);
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

    /// <summary>Makes detached pages a free run again: given back if the stamp says so.</summary>
    /// <returns>The first page of the run.</returns>
    private nuint Attach(nuint page, uint pageCount, uint stamp)
    {
        bool isReturned = (stamp & RunRecord<TMachine>.ReturnedBit) != 0;
        using PoolLock<TMachine> scope = Lock();
        PoolRecord<TMachine> record = new(machine, pool);
        Begin(record, scope);
        machine.Fill(States + page, pageCount, isReturned ? PageState<TMachine>.Returned : PageState<TMachine>.Free);
        record.ReturnedPageCount += isReturned ? pageCount : 0;
        record.LockedByteCount = LockedByteCount(record);
        nuint run = InsertMerged(page, pageCount, stamp);
        End(record);
        return run;
    }
}
