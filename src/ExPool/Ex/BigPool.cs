using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Serves requests that need whole pages: no header, page-aligned, known by the big-page table.</summary>
internal sealed class BigPool<TMachine>(TMachine machine, BigPageTable<TMachine> table)
    where TMachine : struct, IMachine
{
    /// <summary>Allocates whole pages.</summary>
    /// <param name="pages">The pool's pages.</param>
    /// <param name="kind">The pool.</param>
    /// <param name="byteCount">Bytes wanted; rounded up to pages.</param>
    /// <param name="tag">The caller's tag; on return the tag to count under.</param>
    /// <param name="charged">Bytes to count.</param>
    /// <returns>The first address; 0 when the pool is exhausted.</returns>
    public nuint Allocate(
        PoolPages<TMachine> pages, PoolKind kind, nuint byteCount, ref PoolTag tag, out ulong charged)
    {
        nuint pageCount = PoolGeometry<TMachine>.PagesFor(byteCount);
        charged = (ulong)pageCount << PoolGeometry<TMachine>.PageShift;
        nuint address = pages.Allocate(pageCount, PageState<TMachine>.BigFirst, PageState<TMachine>.BigRest);
        if (address != 0)
        {
            tag = table.Insert(address, tag, kind, charged);
            CountPages(pages, (long)pageCount);
        }

        return address;
    }

    /// <summary>Frees a block of whole pages.</summary>
    /// <param name="pages">The pool's pages.</param>
    /// <param name="address">Its first page, whose state says that a large block starts there.</param>
    /// <param name="given">The tag the caller gave.</param>
    /// <param name="tag">The tag to count under, or the block's own when it is not the given one.</param>
    /// <param name="charged">Bytes to count.</param>
    public BigPageRemoval Free(
        PoolPages<TMachine> pages, nuint address, PoolTag given, out PoolTag tag, out ulong charged)
    {
        nuint pageCount = pages.BigPageCount(address);
        charged = (ulong)pageCount << PoolGeometry<TMachine>.PageShift;
        BigPageRemoval removal = table.Remove(address, given, out tag);
        if (removal is BigPageRemoval.Removed or BigPageRemoval.Overflowed)
        {
            CountPages(pages, -(long)pageCount);
            pages.Free(address, pageCount);
        }

        return removal;
    }

    /// <summary>Descriptor 0 stands for the whole pages of its pool.</summary>
    private void CountPages(PoolPages<TMachine> pages, long pageCount)
    {
        nuint descriptor = new PoolRecord<TMachine>(machine, pages.Record).DescriptorsAddress;
        Cell<TMachine>.AddShared(
            machine, descriptor + DescriptorRecord<TMachine>.TotalBigPagesOffset, unchecked((ulong)pageCount));
    }
}
