using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;

namespace ExPool.Ex;

// Pools that share their addresses: each has units of them, in any order. NT's x86 from Vista on.
internal sealed partial class PoolPages<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Grows by pages further on, where a run does not fit before the next ones of another. What lies before
    /// those becomes free pages without memory first: the pool never comes back to it.</summary>
    private bool TryJump(PoolRecord<TMachine> record, nuint left, nuint pageCount)
    {
        nuint wished = RoundToStep(pageCount);
        if (record.SpanPageCount == 0 || wished > left)
        {
            return false;
        }

        nuint rest = machine.TakeRest(
            TypeOf(record), Start + (record.CommittedPageCount << PoolGeometry<TMachine>.PageShift));
        rest = Math.Min(rest, left);
        return (rest == 0 || Close(record, rest))
            && wished <= left - rest
            && Commit(record, wished, mayJump: true) == NtStatus.Success;
    }

    /// <summary>Makes the next pages free ones without memory: they serve requests that fit.</summary>
    private bool Close(PoolRecord<TMachine> record, nuint pageCount)
    {
        nuint committed = record.CommittedPageCount;
        if (!GrowTables(record, committed, committed, committed + pageCount))
        {
            return false;
        }

        uint stamp = NowStamp();
        using PoolLock<TMachine> scope = Lock();
        Begin(record, scope);
        machine.Fill(States + committed, pageCount, PageState<TMachine>.Returned);
        record.ReturnedPageCount += pageCount;
        record.CommittedPageCount = committed + pageCount;
        InsertMerged(committed, (uint)pageCount, stamp | RunRecord<TMachine>.ReturnedBit);
        End(record);
        return true;
    }

    private static SystemVaType TypeOf(PoolRecord<TMachine> record) =>
        record.Kind == (uint)PoolKind.Paged ? SystemVaType.PagedPool : SystemVaType.NonPagedPool;
}
