using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The pages of one pool: gives out runs of pages, takes them back, merges free neighbours, grows
/// the pool.</summary>
/// <remarks>
/// NT's MiAllocatePoolPages and MiFreePoolPages. Committed pages = pages in use + pages of free runs; two
/// free runs are never neighbours. The state byte of a page says what it is before its contents are
/// trusted. Pages below CommittedPageCount only.
/// </remarks>
internal sealed class PoolPages<TMachine>(
    TMachine machine, TableSpace<TMachine> tables, StopGate<TMachine> gate, nuint pool)
    where TMachine : struct, IMachine
{
    // 64 KiB: the largest page of a system we run on, and small enough for a pool near its maximum.
    private const uint GrowthStepPageCount = 16;

    /// <summary>The pool's record.</summary>
    public nuint Record => pool;

    /// <summary>The first address of the pool.</summary>
    public nuint Start { get; } = new PoolRecord<TMachine>(machine, pool).Start;

    /// <summary>Bytes reserved for the pool.</summary>
    public nuint ByteCount { get; } =
        new PoolRecord<TMachine>(machine, pool).MaximumPageCount << PoolGeometry<TMachine>.PageShift;

    private nuint States { get; } = new PoolRecord<TMachine>(machine, pool).StatesAddress;

    private nuint Runs { get; } = new PoolRecord<TMachine>(machine, pool).RunsAddress;

    private nuint LockAddress => pool + PoolRecord<TMachine>.LockOffset;

    /// <summary>What the page is that an address of this pool lies in.</summary>
    /// <param name="address">An address from <see cref="Start"/> on, below the pool's end.</param>
    public byte StateOf(nuint address)
    {
        nuint page = (address - Start) >> PoolGeometry<TMachine>.PageShift;
        return page < new PoolRecord<TMachine>(machine, pool).CommittedPageCount
            ? new PageState<TMachine>(machine, States)[page]
            : PageState<TMachine>.Free;
    }

    /// <summary>Pages of the large block that starts at an address.</summary>
    public nuint BigPageCount(nuint address) => RunOf((address - Start) >> PoolGeometry<TMachine>.PageShift).PageCount;

    /// <summary>Gives out a run of pages; their contents are whatever they were.</summary>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="firstState">The state of the first page.</param>
    /// <param name="restState">The state of the others.</param>
    /// <returns>The first address; 0 when the pool is exhausted.</returns>
    public nuint Allocate(nuint pageCount, byte firstState, byte restState)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        if (pageCount > record.MaximumPageCount)
        {
            return 0;
        }

        while (true)
        {
            nuint committed = record.CommittedPageCount;
            nuint address = TryTake((uint)pageCount, firstState, restState);
            if (address != 0 || !Grow((uint)pageCount, committed))
            {
                return address;
            }
        }
    }

    /// <summary>Takes a run of pages back and merges it with its free neighbours.</summary>
    /// <param name="address">The first address.</param>
    /// <param name="pageCount">The pages that were given out.</param>
    public void Free(nuint address, nuint pageCount)
    {
        nuint page = (address - Start) >> PoolGeometry<TMachine>.PageShift;
        using PoolLock<TMachine> scope = new(machine, LockAddress, Irql.Dispatch, gate);
        PoolRecord<TMachine> record = new(machine, pool);
        record.ChangeCount = unchecked(record.ChangeCount + 1);
        machine.Fill(States + page, pageCount, PageState<TMachine>.Free);
        InsertMerged(page, (uint)pageCount);
        record.PagesInUse -= pageCount;
        record.ChangeCount = unchecked(record.ChangeCount + 1);
    }

    /// <summary>Commits pages so that the pool can serve a run; what other processors do meanwhile goes on.</summary>
    /// <param name="pageCount">The run that is wanted.</param>
    /// <param name="seen">The committed pages when no run was found; if the pool has grown since, nothing
    /// is done.</param>
    /// <returns>False when the pool is at its maximum, or the system has no memory.</returns>
    public bool Grow(uint pageCount, nuint seen)
    {
        using PoolLock<TMachine> scope = new(machine, pool + PoolRecord<TMachine>.GrowthLockOffset, Irql.Apc, gate);
        PoolRecord<TMachine> record = new(machine, pool);
        nuint committed = record.CommittedPageCount;
        if (committed != seen)
        {
            return true;
        }

        nuint left = record.MaximumPageCount - committed;
        nuint needed = pageCount - Math.Min(pageCount, TrailingFreePages(committed));
        if (needed > left)
        {
            return false;
        }

        nuint wished = Math.Min(left, RoundToStep(Math.Max(needed, record.GrowthPageCount)));
        if (!Commit(committed, wished))
        {
            // A system short of memory may still have what this request needs.
            wished = Math.Min(left, RoundToStep(needed));
            if (!Commit(committed, wished))
            {
                return false;
            }
        }

        using PoolLock<TMachine> pages = new(machine, LockAddress, Irql.Dispatch, gate);
        record.ChangeCount = unchecked(record.ChangeCount + 1);
        record.LockedByteCount = record.Kind == (uint)PoolKind.NonPaged ? machine.LockedByteCount : 0;
        record.CommittedPageCount = committed + wished;
        InsertMerged(committed, (uint)wished);
        record.ChangeCount = unchecked(record.ChangeCount + 1);
        return true;
    }

    private static nuint RoundToStep(nuint pageCount) =>
        (pageCount + GrowthStepPageCount - 1) & ~(nuint)(GrowthStepPageCount - 1);

    /// <summary>Gives the whole pool back to the machine.</summary>
    public void Release() => machine.ReleasePages(Start, ByteCount >> PoolGeometry<TMachine>.PageShift);

    private bool Commit(nuint committed, nuint pageCount)
    {
        nuint after = committed + pageCount;
        return tables.Grow(States, committed, after)
            && tables.Grow(
                Runs, committed * RunRecord<TMachine>.ByteCount, after * RunRecord<TMachine>.ByteCount)
            && machine.CommitPages(Start + (committed << PoolGeometry<TMachine>.PageShift), pageCount)
                == NtStatus.Success;
    }

    /// <summary>Free pages directly below the end of what is committed: a growth adds to them.</summary>
    private uint TrailingFreePages(nuint committed)
    {
        using PoolLock<TMachine> scope = new(machine, LockAddress, Irql.Dispatch, gate);
        return committed > 0 && IsFree(committed - 1) ? RunOf(committed - 1).PageCount : 0;
    }

    private nuint TryTake(uint pageCount, byte firstState, byte restState)
    {
        using PoolLock<TMachine> scope = new(machine, LockAddress, Irql.Dispatch, gate);
        PageRunBins<TMachine> bins = new(machine, pool);
        if (!bins.TryFind(pageCount, out nuint page))
        {
            return 0;
        }

        PoolRecord<TMachine> record = new(machine, pool);
        record.ChangeCount = unchecked(record.ChangeCount + 1);
        uint found = RunOf(page).PageCount;
        bins.Remove(page);
        if (found > pageCount)
        {
            bins.Insert(page + pageCount, found - pageCount);
        }

        PageState<TMachine> states = new(machine, States);
        machine.Fill(States + page + 1, pageCount - 1, restState);
        states[page] = firstState;
        RunRecord<TMachine> run = RunOf(page);
        run.PageCount = pageCount;
        record.PagesInUse += pageCount;
        record.PeakPagesInUse = Math.Max(record.PeakPagesInUse, record.PagesInUse);
        record.ChangeCount = unchecked(record.ChangeCount + 1);
        return Start + (page << PoolGeometry<TMachine>.PageShift);
    }

    private void InsertMerged(nuint page, uint pageCount)
    {
        PageRunBins<TMachine> bins = new(machine, pool);
        nuint end = page + pageCount;
        if (page > 0 && IsFree(page - 1))
        {
            uint before = RunOf(page - 1).PageCount;
            page -= before;
            pageCount += before;
            bins.Remove(page);
        }

        if (end < new PoolRecord<TMachine>(machine, pool).CommittedPageCount && IsFree(end))
        {
            pageCount += RunOf(end).PageCount;
            bins.Remove(end);
        }

        bins.Insert(page, pageCount);
    }

    private bool IsFree(nuint page) => new PageState<TMachine>(machine, States)[page] == PageState<TMachine>.Free;

    private RunRecord<TMachine> RunOf(nuint page) => new(machine, Runs + (page * RunRecord<TMachine>.ByteCount));
}
