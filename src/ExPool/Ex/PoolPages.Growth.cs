using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

// How a pool grows.
internal sealed partial class PoolPages<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Commits pages so that the pool can serve a run; what other processors do meanwhile goes on.</summary>
    /// <param name="pageCount">The run that is wanted.</param>
    /// <param name="seen">The committed pages when no run was found; if the pool has grown since, nothing
    /// is done.</param>
    /// <returns>False when the pool is at its maximum, or the system has no memory.</returns>
    public bool Grow(uint pageCount, nuint seen)
    {
        using PoolLock<TMachine> scope = LockGrowth();
        PoolRecord<TMachine> record = new(machine, pool);
        nuint committed = record.CommittedPageCount;
        if (committed != seen)
        {
            return true;
        }

        nuint left = record.MaximumPageCount - record.OwnPageCount;
        nuint needed = pageCount - Math.Min(pageCount, TrailingFreePages(committed));
        if (needed == 0)
        {
            // Freed since the caller looked.
            return true;
        }

        NtStatus status = needed <= left ? Extend(record, left, needed) : NtStatus.InsufficientResources;
        return status == NtStatus.Success || (status == NtStatus.NoMemory && TryJump(record, left, pageCount));
    }

    /// <summary>Grows by pages that follow those that the pool has.</summary>
    private NtStatus Extend(PoolRecord<TMachine> record, nuint left, nuint needed)
    {
        nuint wished = Math.Min(left, ToLargePage(record, RoundToStep(Math.Max(needed, record.GrowthPageCount))));
        NtStatus status = Commit(record, wished, mayJump: false);

        // A system short of memory may still have what this request needs.
        nuint least = Math.Min(left, RoundToStep(needed));
        return status != NtStatus.Success && least < wished ? Commit(record, least, mayJump: false) : status;
    }

    /// <summary>A growth of at least a large page, with what is missing to the end of one.</summary>
    private nuint ToLargePage(PoolRecord<TMachine> record, nuint pageCount)
    {
        nuint unit = machine.Facts.LargePageCount;
        if (record.Kind != (uint)PoolKind.NonPaged || unit == 0 || pageCount < unit)
        {
            return pageCount;
        }

        nuint over = (record.CommittedPageCount + pageCount) % unit;
        return over == 0 ? pageCount : pageCount + unit - over;
    }

    private static nuint RoundToStep(nuint pageCount) =>
        (pageCount + GrowthStepPageCount - 1) & ~(nuint)(GrowthStepPageCount - 1);

    /// <summary>Commits the next pages, and then what the tables know of them: a growth that the system refuses has
    /// cost nothing.</summary>
    private NtStatus Commit(PoolRecord<TMachine> record, nuint pageCount, bool mayJump)
    {
        nuint committed = record.CommittedPageCount;
        nuint next = Start + (committed << PoolGeometry<TMachine>.PageShift);
        NtStatus status = machine.ExtendPages(TypeOf(record), next, pageCount, mayJump, out nuint address);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint page = (address - Start) >> PoolGeometry<TMachine>.PageShift;
        if (!GrowTables(record, committed, page, page + pageCount))
        {
            machine.DecommitPages(address, pageCount);
            return NtStatus.InsufficientResources;
        }

        uint stamp = NowStamp();
        using PoolLock<TMachine> scope = Lock();
        Begin(record, scope);
        machine.Fill(States + committed, page - committed, PageState<TMachine>.Foreign);
        record.ForeignPageCount += (uint)(page - committed);
        record.LockedByteCount = LockedByteCount(record);
        record.CommittedPageCount = page + pageCount;
        InsertMerged(page, (uint)pageCount, stamp);
        End(record);
        return NtStatus.Success;
    }

    /// <summary>Commits states and run records: states from the pages that the pool has on, records from its next page
    /// on. States that were committed by a growth which then failed stay, and are not committed twice.</summary>
    private bool GrowTables(PoolRecord<TMachine> record, nuint committed, nuint page, nuint after)
    {
        nuint stated = Math.Max(record.StatedPageCount, committed);
        if (after > stated)
        {
            if (!tables.Grow(States, stated, after))
            {
                return false;
            }

            record.StatedPageCount = after;
        }

        return tables.Grow(Runs, page * RunRecord<TMachine>.ByteCount, after * RunRecord<TMachine>.ByteCount);
    }

    /// <summary>Free pages directly below the end of what is committed: a growth adds to them.</summary>
    private uint TrailingFreePages(nuint committed)
    {
        using PoolLock<TMachine> scope = Lock();
        return committed > 0 && IsFree(committed - 1) ? RunOf(committed - 1).PageCount : 0;
    }
}
