using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Serves requests that need whole pages: no header, page-aligned; tag and length are in the record of
/// their first page.</summary>
internal sealed class BigPool<TMachine>(TMachine machine, PoolPages<TMachine> pages)
    where TMachine : struct, IMachine
{
    /// <summary>Takes whole pages from the pool's.</summary>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="key">The tag, or what marks a block of a look-aside list.</param>
    /// <returns>The first address; 0 when the pool is exhausted.</returns>
    public nuint Allocate(nuint pageCount, uint key)
    {
        nuint address = pages.Allocate(pageCount, PageState<TMachine>.BigFirst, PageState<TMachine>.BigRest, key);
        if (address != 0)
        {
            CountPages((long)pageCount);
        }

        return address;
    }

    /// <summary>Gives the pages of a large block back, which its holder disowned.</summary>
    public void Free(nuint address)
    {
        nuint pageCount = pages.BlockAt(address).PageCount;
        CountPages(-(long)pageCount);
        pages.Free(address, pageCount);
    }

    /// <summary>Descriptor 0 stands for the whole pages of its pool.</summary>
    private void CountPages(long pageCount)
    {
        nuint descriptor = new PoolRecord<TMachine>(machine, pages.Record).DescriptorsAddress;
        Cell<TMachine>.AddShared(
            machine, descriptor + DescriptorRecord<TMachine>.TotalBigPagesOffset, unchecked((ulong)pageCount));
    }
}
