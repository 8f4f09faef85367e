using System;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The pages of one pool: gives out runs of pages, takes them back, merges free neighbours, grows
/// the pool.</summary>
/// <remarks>
/// NT's MiAllocatePoolPages and MiFreePoolPages. Committed pages = pages in use + cached pages + pages of
/// free runs; two free runs are never neighbours. The state byte of a page says what it is before its
/// contents are trusted. Pages below CommittedPageCount only. A few single pages are kept at hand outside of
/// the runs, as NT does: a page that comes and goes is neither merged nor split.
/// </remarks>
internal sealed partial class PoolPages<TMachine>(
    TMachine machine, TableSpace<TMachine> tables, StopGate<TMachine> gate, nuint pool)
    where TMachine : struct, IMachine
{
    // 64 KiB: the largest page of a system we run on, and small enough for a pool near its maximum.
    private const uint GrowthStepPageCount = 16;

    /// <summary>The pool's record.</summary>
    public nuint Record => pool;

    /// <summary>The first address of the pool.</summary>
    public nuint Start { get; } = new PoolRecord<TMachine>(machine, pool).Start;

    /// <summary>Bytes reserved for the pool, or for both where they share their addresses.</summary>
    public nuint ByteCount { get; } = SpanOf(new(machine, pool)) << PoolGeometry<TMachine>.PageShift;

    /// <summary>The pages' states, a byte each.</summary>
    public nuint States { get; } = new PoolRecord<TMachine>(machine, pool).StatesAddress;

    /// <summary>The pages' run records.</summary>
    public nuint Runs { get; } = new PoolRecord<TMachine>(machine, pool).RunsAddress;

    private nuint LockAddress => pool + PoolRecord<TMachine>.LockOffset;

    /// <summary>What the page is that an address of this pool lies in.</summary>
    /// <param name="address">An address from <see cref="Start"/> on, below the pool's end.</param>
    public byte StateOf(nuint address)
    {
        nuint page = (address - Start) >> PoolGeometry<TMachine>.PageShift;
        return page < CommittedPageCount
            ? new PageState<TMachine>(machine, States)[page]
            : PageState<TMachine>.Free;
    }

    /// <summary>Whether an address of the pool's range lies in a page of the pool, and in none of another's that
    /// shares the range.</summary>
    public bool Owns(nuint address)
    {
        nuint page = (address - Start) >> PoolGeometry<TMachine>.PageShift;
        return page < CommittedPageCount
            && new PageState<TMachine>(machine, States)[page] != PageState<TMachine>.Foreign;
    }

    /// <summary>The record of the large block that starts at an address of this pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RunRecord<TMachine> BlockAt(nuint address) =>
        RunOf((address - Start) >> PoolGeometry<TMachine>.PageShift);

    /// <summary>Pages the pool has grown to.</summary>
    public nuint CommittedPageCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new PoolRecord<TMachine>(machine, pool).CommittedPageCount;
    }

    /// <summary>Free pages that have memory, those at hand among them: what <see cref="ReturnQuietPages"/> could give
    /// back. A moment old.</summary>
    public nuint IdlePageCount
    {
        get
        {
            PoolRecord<TMachine> record = new(machine, pool);
            nuint taken = record.PagesInUse + record.ReturnedPageCount;
            nuint own = record.OwnPageCount;
            return own - Math.Min(own, taken);
        }
    }

    /// <summary>Whether a system with more memory would let the pool serve a run: it may grow by it, or has free pages
    /// that were given back.</summary>
    public bool NeedsMemoryFor(nuint pageCount)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        return record.ReturnedPageCount != 0 || pageCount <= record.MaximumPageCount - record.OwnPageCount;
    }

    /// <summary>Gives out a run of pages; their contents are whatever they were.</summary>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="firstState">The state of the first page.</param>
    /// <param name="restState">The state of the others.</param>
    /// <param name="key">The key of the first page's record: a large block's tag.</param>
    /// <returns>The first address; 0 when the pool is exhausted.</returns>
    public nuint Allocate(nuint pageCount, byte firstState, byte restState, uint key)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        if (pageCount > record.MaximumPageCount)
        {
            return 0;
        }

        while (true)
        {
            nuint committed = record.CommittedPageCount;
            nuint address = TryTake((uint)pageCount, firstState, restState, key, out bool isReturned);
            if (address == 0 && !isReturned && !Grow((uint)pageCount, committed))
            {
                // Once more while no page is on its way to the system or back: such pages are in no bin for a moment.
                using PoolLock<TMachine> scope = LockGrowth();
                address = TryTake((uint)pageCount, firstState, restState, key, out isReturned);
                if (address == 0 && !isReturned)
                {
                    return 0;
                }
            }

            if (address != 0)
            {
                return address;
            }

            if (isReturned && !BringBack((uint)pageCount))
            {
                return 0;
            }
        }
    }

    /// <summary>Takes a run of pages back and merges it with its free neighbours.</summary>
    /// <param name="address">The first address.</param>
    /// <param name="pageCount">The pages that were given out.</param>
    public void Free(nuint address, nuint pageCount)
    {
        nuint page = (address - Start) >> PoolGeometry<TMachine>.PageShift;
        uint stamp = NowStamp();
        using PoolLock<TMachine> scope = Lock();
        PoolRecord<TMachine> record = new(machine, pool);
        Begin(record, scope);
        machine.Fill(States + page, pageCount, PageState<TMachine>.Free);
        if (pageCount != 1 || !TryCache(record, page))
        {
            InsertMerged(page, (uint)pageCount, stamp);
        }

        record.PagesInUse -= pageCount;
        End(record);
    }

    private static nuint SpanOf(PoolRecord<TMachine> record) =>
        record.SpanPageCount != 0 ? record.SpanPageCount : record.MaximumPageCount;

    /// <summary>Gives the whole pool back to the machine.</summary>
    public void Release() => machine.ReleasePages(Start, ByteCount >> PoolGeometry<TMachine>.PageShift);

    private nuint LockedByteCount(PoolRecord<TMachine> record) =>
        record.Kind == (uint)PoolKind.NonPaged ? machine.LockedByteCount : 0;

    private nuint TryTake(uint pageCount, byte firstState, byte restState, uint key, out bool isReturned)
    {
        using PoolLock<TMachine> scope = Lock();
        PoolRecord<TMachine> record = new(machine, pool);
        Begin(record, scope);
        bool isFound = TryTakePages(record, pageCount, out nuint page, out isReturned);
        if (isFound)
        {
            PageState<TMachine> states = new(machine, States);
            RunRecord<TMachine> run = RunOf(page);
            run.Key = key;
            run.Owner = 0;
            run.PageCount = pageCount;
            machine.Fill(States + page + 1, pageCount - 1, restState);
            states[page] = firstState;
            record.PagesInUse += pageCount;
            record.PeakPagesInUse = Math.Max(record.PeakPagesInUse, record.PagesInUse);
        }

        End(record);
        return isFound ? Start + (page << PoolGeometry<TMachine>.PageShift) : 0;
    }

    /// <summary>Takes a cached page, or the start of a free run, unless its memory must be asked for first.</summary>
    private bool TryTakePages(PoolRecord<TMachine> record, uint pageCount, out nuint page, out bool isReturned)
    {
        isReturned = false;
        if (pageCount == 1 && record.CachedPageCount != 0)
        {
            record.CachedPageCount--;
            page = record.CachedPage(record.CachedPageCount);
            return true;
        }

        if (!TryFindRun(record, pageCount, out page))
        {
            return false;
        }

        isReturned = OffsetOfReturned(record, page, pageCount) != pageCount;
        if (isReturned)
        {
            return false;
        }

        PageRunBins<TMachine> bins = new(machine, pool);
        RunRecord<TMachine> run = RunOf(page);
        uint found = run.PageCount;
        uint stamp = run.Stamp;
        bins.Remove(page);
        if (found > pageCount)
        {
            Insert(bins, page + pageCount, found - pageCount, stamp);
        }

        return true;
    }

    private bool TryFindRun(PoolRecord<TMachine> record, uint pageCount, out nuint page)
    {
        PageRunBins<TMachine> bins = new(machine, pool);
        if (bins.TryFind(pageCount, out page))
        {
            return true;
        }

        // Cached pages may be what a longer run lacks.
        if (record.CachedPageCount == 0)
        {
            return false;
        }

        EmptyCache(record, NowStamp());
        return bins.TryFind(pageCount, out page);
    }

    /// <summary>Makes pages whose state says free a run of a bin, together with their free neighbours.</summary>
    /// <returns>The first page of the run.</returns>
    private nuint InsertMerged(nuint page, uint pageCount, uint stamp)
    {
        PageRunBins<TMachine> bins = new(machine, pool);
        nuint end = page + pageCount;
        if (page > 0 && IsFree(page - 1))
        {
            uint before = RunOf(page - 1).PageCount;
            page -= before;
            pageCount += before;
            stamp = Younger(stamp, RunOf(page).Stamp);
            bins.Remove(page);
        }

        if (end < CommittedPageCount && IsFree(end))
        {
            pageCount += RunOf(end).PageCount;
            stamp = Younger(stamp, RunOf(end).Stamp);
            bins.Remove(end);
        }

        Insert(bins, page, pageCount, stamp);
        return page;
    }

    private void Insert(PageRunBins<TMachine> bins, nuint page, uint pageCount, uint stamp)
    {
        bins.Insert(page, pageCount);
        RunRecord<TMachine> run = RunOf(page);
        run.Stamp = stamp;
    }

    /// <summary>A run was free as long as the younger of its parts, and given back if both were.</summary>
    private static uint Younger(uint left, uint right)
    {
        uint returned = left & right & RunRecord<TMachine>.ReturnedBit;
        return Math.Max(left & StampMask, right & StampMask) | returned;
    }

    private bool IsFree(nuint page)
    {
        byte state = new PageState<TMachine>(machine, States)[page];
        return state is PageState<TMachine>.Free or PageState<TMachine>.Returned;
    }

    private RunRecord<TMachine> RunOf(nuint page) => new(machine, Runs + (page * RunRecord<TMachine>.ByteCount));

    private PoolLock<TMachine> Lock() => new(machine, LockAddress, Irql.Dispatch, gate);

    private PoolLock<TMachine> LockGrowth() =>
        new(machine, pool + PoolRecord<TMachine>.GrowthLockOffset, Irql.Apc, gate);

    private static void Begin(PoolRecord<TMachine> record, PoolLock<TMachine> scope)
    {
        record.ChangeCount = unchecked(record.ChangeCount + 1);
        record.LockWaits += (ulong)scope.WaitCount;
    }

    private static void End(PoolRecord<TMachine> record) => record.ChangeCount = unchecked(record.ChangeCount + 1);
}
