using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Tells committed pages from reserved ones, by their entries: runs of either.</summary>
internal static unsafe class CommittedRuns
{
    /// <summary>How many pages from one on are like it.</summary>
    /// <param name="tables">The tables of the pages.</param>
    /// <param name="address">The first page.</param>
    /// <param name="most">How many are asked about, from 1.</param>
    /// <param name="isCommitted">Whether these are committed.</param>
    public static nuint Count(PageTables tables, nuint address, nuint most, out bool isCommitted)
    {
        isCommitted = IsCommitted(tables, address);
        nuint count = 0;
        while (count < most)
        {
            nuint page = address + (count << PhysicalMemory.PageShift);
            if (IsCommitted(tables, page) != isCommitted)
            {
                break;
            }

            count += isCommitted ? 1 : nuint.Max(1, tables.CountWithoutTable(page));
        }

        return nuint.Min(count, most);
    }

    /// <summary>How many pages of a range are committed.</summary>
    public static nuint Sum(PageTables tables, nuint address, nuint pageCount)
    {
        nuint sum = 0;
        for (nuint done = 0; done < pageCount;)
        {
            nuint page = address + (done << PhysicalMemory.PageShift);
            nuint run = Count(tables, page, pageCount - done, out bool isCommitted);
            sum += isCommitted ? run : 0;
            done += run;
        }

        return sum;
    }

    private static bool IsCommitted(PageTables tables, nuint page)
    {
        byte* pte = tables.Find(page);
        ulong entry = pte is null ? 0 : tables.Read(pte);
        return PteFormat.IsValid(entry) || tables.Format.IsPromised(entry);
    }
}
